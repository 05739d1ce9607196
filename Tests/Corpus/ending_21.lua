setmetatable({}, {__gc = function() print('at the end') end}) error(12)
