-- goto, nested loops, shadowing, varargs, integer loops at the edges
for i = 1, 3 do for j = 1, 3 do if j == 2 then goto continue end if i == 3 then goto done end io.write(i, j, " ") ::continue:: end end ::done:: print()
do local i = 1 ::top:: if i <= 3 then io.write(i, " ") i = i + 1 goto top end print() end
local x = 1 do local x = x + 1 print(x) do local x = x * 10 print(x) end end print(x)
local function va(...) local a, b = ... local t = { ... } return select("#", ...), a, b, #t, ... end
print(va()) print(va(nil)) print(va(1, nil, 3)) print((va(1, 2)))
local function tail(n, acc) if n == 0 then return acc end return tail(n - 1, acc + n) end print(tail(200000, 0))
for i = math.maxinteger - 2, math.maxinteger do io.write(i, " ") end print() for i = math.mininteger, math.mininteger + 1 do io.write(i, " ") end print()
print(pcall(function() for i = 1, 10, 0 do end end)) print(pcall(function() for i = "a", 2 do end end)) for i = 3, 1 do print("no") end for i = 1, 3.7 do io.write(i, " ") end print()
local r = {} for i = 1, 3 do r[i] = function() return i end end
print(#r)
local function f(a, b, ...) a = a or "da" b = b == nil and "db" or b return a, b, ... end print(f()) print(f(1, false, 3))
while true do local done = true if done then break end end repeat local inner = 5 until inner == 5
if nil then print("n") elseif false then print("f") elseif 0 then print("zero is true") else print("e") end
print(nil and 1, false or nil, 1 and 2, nil or false, not nil, not 0, 1 == 1 and "y" or "n", false == nil)
local s = 0 for _, v in ipairs { 1, 2, 3, 4 } do if v == 3 then break end s = s + v end print(s)
local function iter(t, i) i = i + 1 if t[i] then return i, t[i] end end for i, v in iter, { "a", "b" }, 0 do io.write(i, v, " ") end print()
local mt = { __call = function(t, _, c) c = (c or 0) + 1 if c <= t.n then return c end end } for i in setmetatable({ n = 3 }, mt) do io.write(i, " ") end print()
do local a <const>, b <close> = 1, setmetatable({}, { __close = function(_, e) print("close b", e) end }) print(a) end
do local function t1() local x <close> = setmetatable({}, { __close = function() print("closing") end }) return "result" end print(t1()) end
print(pcall(function() local x <close> = setmetatable({}, { __close = function(_, e) print("saw", e) error("second", 0) end }) error("first", 0) end))
for i = 1, 2 do local c <close> = setmetatable({}, { __close = function() io.write("c", i, " ") end }) if i == 1 then goto next end ::next:: end print()
print(pcall(function() local x <close> = 42 end)) print((function() return 1, 2, 3 end)()) print(((function() return 1, 2 end)()))
local a = { f = function(self, v) return self, v end } print(select(2, a:f(1)), select("#", a.f(a))) print(#{ n = 1, 1, 2, [10] = 3 }, ({ [1] = "a", "b" })[1])
goto last do print("skipped") end ::last:: print(type(_G), _G._G == _G, _VERSION)
local name <const> = "const" print(name .. "!") ; ; ; print(("x"):rep(3)) print(0xff, 0x1p4, 1e2, .5, 3., 0xA, 1//1, 7 // 2 * 2 + 7 % 2)
