-- The same with metatables by hand.
local Shape = {}
Shape.__index = Shape
Shape.hits = 0
function Shape.construct(self, name, scale)
    if scale == nil then scale = 1 end
    self.name, self.scale = name, scale
end
function Shape.new(...)
    local self = setmetatable({}, Shape)
    self:construct(...)
    return self
end
function Shape:area() return 0 end
function Shape:touch() self.hits = self.hits + 1 return self end
function Shape:touched() return self.hits end
function Shape:describe() return self:area() * self.scale end

local Rectangle = setmetatable({}, { __index = Shape })
Rectangle.__index = Rectangle
Rectangle.parent = Shape
function Rectangle.construct(self, width, height)
    self.width, self.height = width, height
    Shape.construct(self, "rectangle", 2)
end
function Rectangle.new(...)
    local self = setmetatable({}, Rectangle)
    self:construct(...)
    return self
end
function Rectangle:area() return self.width * self.height end

local Square = setmetatable({}, { __index = Rectangle })
Square.__index = Square
Square.parent = Rectangle
function Square.construct(self, side) Rectangle.construct(self, side, side) end
function Square.new(...)
    local self = setmetatable({}, Square)
    self:construct(...)
    return self
end
function Square:describe() return Rectangle.describe(self) + 1 end

local function isa(object, class)
    local c = getmetatable(object)
    while c do
        if c == class then return true end
        c = c.parent
    end
    return false
end

local total, squares = 0, 0
for round = 1, 60 do
    local shapes = {}
    for i = 1, 10000 do
        if i % 2 == 0 then shapes[i] = Square.new(i) else shapes[i] = Rectangle.new(i, 2) end
    end
    for i = 1, 10000 do
        local shape = shapes[i]
        total = total + (shape:touch():describe() + shape:touched())
        if isa(shape, Square) then squares = squares + 1 end
    end
end
print(total, squares)
