-- The same with variables and conditions.
local settings = {
    { name = "a", limits = { rate = 10, burst = { size = 4 } } },
    { name = "b", limits = { rate = 3 } },
    { name = "c" },
    { limits = { burst = {} }, tags = { "x", "y" } },
}
local fallback = { rate = 1, size = 2 }

local function double(x) return x * 2 end
local function add(x, y) return x + y end
local function clamp(x, low, high)
    if x < low then return low end
    if x > high then return high end
    return x
end

local total, names = 0, 0
for i = 1, 3000000 do
    local entry = settings[i & 3]
    local limits = entry and entry.limits
    local rate = limits and limits.rate
    if rate == nil then rate = fallback.rate end
    local burst = limits and limits.burst
    local size = burst and burst.size
    if size == nil then size = fallback and fallback.size end
    if size == nil then size = 1 end
    local tags = entry and entry.tags
    local tag = tags and tags[1]
    if tag == nil then tag = "none" end
    total = total + clamp(add(double(rate + size), i & 7), 2, 30)
    local name = entry and entry.name
    if name == nil then name = tag end
    names = names + #name
end
print(total, names)
