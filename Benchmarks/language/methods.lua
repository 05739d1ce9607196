-- The same with functions of the table library, and functions of its own where it has none.
local insert, sort, remove, concat, unpack = table.insert, table.sort, table.remove, table.concat, table.unpack

local function filtered(t, f)
    local kept = {}
    for k, v in pairs(t) do
        if f(v) then kept[k] = v end
    end
    return kept
end

local function reordered(t)
    local list = {}
    for _, v in pairs(t) do list[#list + 1] = v end
    return list
end

local function map(t, f)
    for k, v in pairs(t) do t[k] = f(v) end
    return t
end

local function reduce(t, f)
    local result = 0
    for _, v in pairs(t) do result = f(result, v) end
    return result
end

local function find(t, value)
    for k, v in pairs(t) do
        if v == value then return k end
    end
end

local function reversed(t)
    local list = {}
    for i = #t, 1, -1 do list[#list + 1] = t[i] end
    return list
end

local total, length = 0, 0
for round = 1, 6000 do
    local list = {}
    for i = 1, 100 do insert(list, (i * 7919 + round) % 101) end
    sort(list)
    local odd = reordered(filtered(list, function(v) return v % 2 == 1 end))
    total = total + reduce(map(odd, function(v) return v * 2 end), function(a, v) return a + v end)
    total = total + (find(list, 50) or 0)
    while #list > 60 do remove(list) end
    length = length + #(round .. ": " .. concat(list, " "))
    total = total + unpack(list) + #reversed(list)
end
print(total, length)
