-- the table library, borders, traversal and multiple assignment
local t = { 5, 2, 8, 1, 9 }
table.sort(t) print(table.concat(t, " ")) table.sort(t, function(a, b) return a > b end) print(table.concat(t, " "))
table.insert(t, 7) table.insert(t, 1, 0) print(table.concat(t, " "), table.remove(t), table.remove(t, 1), table.concat(t, " "), table.remove({}), #t)
print(table.unpack({ 1, 2, 3 }, 2), table.unpack({ 1, 2 }, 1, 3), select("#", table.unpack({}, 1, 3)), table.pack(1, nil, 3).n)
print(table.concat(table.move({ 1, 2, 3 }, 1, 3, 2), ","), table.concat(table.move({ 1, 2, 3 }, 2, 3, 1), ","), #table.move({ 1, 2, 3 }, 1, 3, 1, {}))
print(pcall(table.insert, { 1, 2 }, 5, 1), pcall(table.insert, { 1 }), pcall(table.remove, { 1 }, 5), pcall(table.sort, { 3, 1, "x" }))
local words = { "pear", "apple", "fig", "banana" } table.sort(words, function(a, b) return #a < #b or (#a == #b and a < b) end) print(table.concat(words, " "))
local keys = {} for k in pairs { a = 1, b = 2, c = 3, 10, 20 } do keys[#keys + 1] = tostring(k) end table.sort(keys) print(table.concat(keys, " "))
local m = {} for i = 1, 3 do m[i] = {} for j = 1, 3 do m[i][j] = i * j end end print(m[2][3], #m, #m[1])
local a, b, c = 1, 2 a, b, c = b, a, 3 print(a, b, c) local i = 1 i, t[i] = i + 1, 20 print(i, t[1], t[2])
local function mr() return 1, 2, 3 end local x, y, z, w = mr() print(x, y, z, w, (mr()), ({ mr(), mr() })[4], #{ mr(), (mr()) }, #{ (mr()) })
print(next({}), next({ 7 }), type(next), rawlen({ 1, 2, nil }), #"abc", #{ n = 1 })
local list for v = 3, 1, -1 do list = { v = v, next = list } end local n = list while n do io.write(n.v, " ") n = n.next end print()
local set = {} for _, v in ipairs { "x", "y", "x" } do set[v] = (set[v] or 0) + 1 end print(set.x, set.y, set.z)
local nested = { { id = 1, tags = { "a", "b" } }, { id = 2, tags = {} } } for _, r in ipairs(nested) do io.write(r.id, ":", #r.tags, " ") end print()
local function copy(o) if type(o) ~= "table" then return o end local r = {} for k, v in pairs(o) do r[copy(k)] = copy(v) end return setmetatable(r, getmetatable(o)) end
local c1 = copy(nested) c1[1].tags[1] = "z" print(nested[1].tags[1], c1[1].tags[1])
t = {} t[1.0] = "a" t[2] = "b" t["1"] = "c" t[2^53] = "d" print(#t, t[1], t["1"], t[2^53 | 0]) print(pcall(function() t[nil] = 1 end), pcall(function() t[0 / 0] = 1 end), t[nil])
for k, v in ipairs { 1, 2, nil, 4 } do io.write(k, v, " ") end print() for k = 10, 1, -3 do io.write(k, " ") end for k = 1, 0 do io.write("never") end for k = 1.0, 2, 0.5 do io.write(k, " ") end print()
t = { 1, 2, 3, 4, 5, 6 } for k, v in pairs(t) do if v % 2 == 0 then t[k] = nil end end local left = {} for k in pairs(t) do left[#left + 1] = k end table.sort(left) print(table.concat(left, " "))
local q = { first = 1, last = 0 } local function push(v) q.last = q.last + 1 q[q.last] = v end local function pop() local v = q[q.first] q[q.first] = nil q.first = q.first + 1 return v end
for v = 1, 5 do push(v) end print(pop(), pop(), pop()) print(select(-2, "a", "b", "c"), pcall(select, 0))
local big = {} for v = 1, 1000 do big[v] = (v * 7919) % 1009 end table.sort(big) local ok = true for v = 2, #big do ok = ok and big[v - 1] <= big[v] end print(ok, #big)
