-- The same with functions of the table library, and loops where it has none.
local insert, sort, remove, concat, unpack = table.insert, table.sort, table.remove, table.concat, table.unpack
local total, length = 0, 0
for round = 1, 3000 do
    local list = {}
    for i = 1, 100 do insert(list, (i * 7919 + round) % 101) end
    sort(list)
    local odd = {}
    for _, v in ipairs(list) do
        if v % 2 == 1 then odd[#odd + 1] = v end
    end
    local sum = 0
    for i, v in ipairs(odd) do
        odd[i] = v * 2
        sum = sum + odd[i]
    end
    total = total + sum
    local place = 0
    for i, v in ipairs(list) do
        if v == 50 then
            place = i
            break
        end
    end
    total = total + place
    while #list > 60 do remove(list) end
    length = length + #(round .. ": " .. concat(list, " "))
    local reversed = {}
    for i = #list, 1, -1 do reversed[#reversed + 1] = list[i] end
    total = total + unpack(list) + #reversed
end
print(total, length)
