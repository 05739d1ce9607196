local function f() local g <close> = setmetatable({}, {__close = function() print('closed') end}) error('inside') end f()
