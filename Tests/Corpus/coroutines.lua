-- generators, pipelines, errors and closing
local function gen(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end
for v in gen(3) do io.write(v, " ") end print()
local co = coroutine.create(function(a, b)
  print("start", a, b)
  local c = coroutine.yield(a + b)
  print("got", c)
  local d, e = coroutine.yield(c * 2)
  print("got", d, e, coroutine.isyieldable(), coroutine.status(coroutine.running()))
  return "done", d + e
end)
print(coroutine.resume(co, 1, 2)) print(coroutine.resume(co, 10)) print(coroutine.resume(co, 3, 4))
print(coroutine.resume(co)) print(coroutine.status(co))
local function producer() return coroutine.create(function() for _, x in ipairs { "a", "b", "c" } do coroutine.yield(x) end end) end
local function filter(p) return coroutine.create(function() local n = 1 while true do local ok, x = coroutine.resume(p) if not x then return end coroutine.yield(n .. x) n = n + 1 end end) end
local f = filter(producer())
while true do local _, x = coroutine.resume(f) if not x then break end print(x) end
local bad = coroutine.create(function() local x = nil; return x.y end)
print(coroutine.resume(bad)) print(coroutine.status(bad), coroutine.close(bad))
print(select(2, pcall(coroutine.wrap(function() error({ code = 5 }) end))).code)
print(select(2, pcall(coroutine.wrap(function() error("msg", 0) end))))
local function perm(a, n)
  n = n or #a
  if n <= 1 then coroutine.yield(a) else for i = 1, n do a[n], a[i] = a[i], a[n] perm(a, n - 1) a[n], a[i] = a[i], a[n] end end
end
for p in coroutine.wrap(function() perm { 1, 2, 3 } end) do print(table.concat(p, " ")) end
print(coroutine.wrap(function() return pcall(function() return coroutine.yield(1) end) end)())
local outer = coroutine.wrap(function() local inner = coroutine.wrap(function() coroutine.yield("in") end) coroutine.yield(inner()) coroutine.yield("out") end)
print(outer(), outer())
local t = setmetatable({}, { __index = function(_, k) return coroutine.yield(k) end, __add = function(a, b) return coroutine.yield("add") end,
  __call = function(_, ...) return coroutine.yield(...) end, __lt = function() return coroutine.yield("lt") end, __concat = function() return coroutine.yield("cat") end })
local m = coroutine.create(function() return t.x, t + 1, t("c"), t < t, t .. "s" end)
local r = table.pack(coroutine.resume(m))
while coroutine.status(m) ~= "dead" do print(table.unpack(r, 1, r.n)) r = table.pack(coroutine.resume(m, r[2])) end
print(table.unpack(r, 1, r.n))
local closing = coroutine.create(function() local x <close> = setmetatable({}, { __close = function(_, e) print("closed", e) end }) coroutine.yield() end)
coroutine.resume(closing) print(coroutine.close(closing), coroutine.status(closing))
print(coroutine.resume(coroutine.running())) print(coroutine.isyieldable())
for k, v in coroutine.wrap(function() for k, v in pairs { 10, 20 } do coroutine.yield(k, v) end end) do print(k, v) end
print(pcall(coroutine.resume, 5)) print(pcall(coroutine.create, nil))
local deep = function(n) local function rec(n) if n == 0 then coroutine.yield("bottom") else rec(n - 1) end return n end return coroutine.wrap(function() return rec(n) end) end
local d = deep(1000) print(d(), d())
-- more values than fit beside those that the resumer holds: they are dropped, and the coroutine can go on
local function many() coroutine.yield(table.unpack({}, 1, 600000)) return "on" end
local co, wrapped = coroutine.create(many), coroutine.wrap(many)
local function beside(resume, ...) local first, second = resume() return first, second end
print(pcall(beside, function() return coroutine.resume(co) end, table.unpack({}, 1, 600000)))
print(coroutine.resume(co))
print(pcall(beside, wrapped, table.unpack({}, 1, 600000)))
print(wrapped())
