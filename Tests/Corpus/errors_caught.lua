-- messages, levels, handlers
local function try(f, ...) print(pcall(f, ...)) end
try(error) try(error, nil) try(error, "plain") try(error, "level", 0) try(function() error("here") end) try(function() error("above", 2) end) try(function() error({}, 2) end == nil)
local t, n = {}, nil
try(function() return t.x.y end) try(function() return n.x end) try(function() t.a.b = 1 end) try(function() return t:nope() end) try(function() undefined() end) try(function() t.f() end)
try(function() return 1 + {} end) try(function() return t + 1 end) try(function() return "a" + 1 end) try(function() return "a" .. {} end) try(function() return n .. "x" end) try(function() return -{} end)
try(function() return 1 < "2" end) try(function() return {} < {} end) try(function() return nil < 1 end) try(function() return #n end) try(function() return 1.5 | 1 end) try(function() return "x" | 1 end)
try(function() return 2^53 | 1.5 end) try(function() return math.huge // 0 | 0 end) try(function() return 1 // 0 end) try(function() return 1 % 0 end) try(function() local a <close> = {} end)
try(string.rep) try(string.rep, "x", -1) try(("x").rep, {}, 1) try(setmetatable, 1, {}) try(ipairs) try(tostring) try(tonumber, "1", 99) try(math.fmod, 1, 0) try(string.char, -1) try(table.concat, { {} })
try(rawset, 1, 2, 3) try(select, 0) try(assert, false) try(assert, nil, "why") try(assert, 1, 2, 3) try(require, "no.such.module.at_all" and nil) try(next, {}, 1)
print(xpcall(function() error("x") end, function(m) return "handled: " .. m end)) print(xpcall(function(...) return ... end, print, 1, 2)) print(xpcall(error, function(m) return m end, "direct"))
print(select(2, xpcall(function() local x = nil x() end, function(m) return (debug.traceback(m, 1):match("^[^\n]*")) end)))
local ok, e = pcall(error, setmetatable({}, { __tostring = function() return "custom" end })) print(ok, tostring(e))
local function lvl(n) error("level " .. n, n) end local function wrap(n) lvl(n) end for i = 0, 3 do try(wrap, i) end
print(pcall(pcall)) print(pcall(pcall, error, "e")) print(pcall(function() return pcall(error, "inner") end))
local depth = 0 local function rec() depth = depth + 1 return 1 + rec() end local okr, er = pcall(rec) print(okr, er:match("stack overflow") ~= nil, depth > 1000)
local function chain() local ok, e = pcall(function() local ok2, e2 = pcall(error, "a") error(e2 .. "b", 0) end) return e end print(chain())
print((load("x = "))) print(load("x = = 1", "=name") == nil) print(load("return 1", "c", "t")()) print(load(function() return nil end)()) print(pcall(load("error('in chunk')", "@file.lua")))
print(load("return ...", "n", "t", {})(7), load("y = 1; return y", "n", "t", { y = 0 })()) print(pcall(load("local a <const> = 1; return a.b.c", "=(load)")))
local co = coroutine.create(function() error("in co") end) print(coroutine.resume(co)) print(tostring(nil) .. "", #arg, ...)
