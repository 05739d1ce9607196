error(setmetatable({}, {__tostring = function() return 'own text' end}))
