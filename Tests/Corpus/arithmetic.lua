-- integers, floats, and where one becomes the other
local values = { 0, 1, -1, 7, -7, 3.5, -3.5, 2^53, math.maxinteger, math.mininteger, 1e300, -0.0 }
for _, a in ipairs(values) do
  for _, b in ipairs(values) do
    local row = { a + b, a - b, a * b, a / b, a < b, a == b, a <= b }
    for i = 1, #row do row[i] = tostring(row[i]) end
    local ok, q = pcall(function() return a // b end)
    local ok2, r = pcall(function() return a % b end)
    print(a, b, table.concat(row, " "), ok, q, ok2, r)
  end
end
print(7 // 2, -7 // 2, 7 // -2, -7 // -2, 7 % 3, -7 % 3, 7 % -3, -7 % -3, 5.5 // 2, -5.5 % 2)
print(1 / 0, -1 / 0, 0 / 0 ~= 0 / 0, math.huge // 1, 5 // math.huge, -5 // math.huge, 5 % -math.huge)
print(2 ^ 10, 2 ^ -1, (-8) ^ (1 / 3) ~= (-8) ^ (1 / 3), -2 ^ 2)
print(1e15, 1e16, 123456789012345, 0.1, 1 / 3, 100, 100.0, -0.0, 1e100)
print(math.tointeger(3.0), math.tointeger(3.5), math.tointeger("8"), math.type(1), math.type(1.0), math.type("1"))
print(3 | 4, 7 & 2, 5 ~ 1, ~0, 1 << 62, 1 << 63, 1 << 64, -1 >> 1, 1 << -1, 2.0 | 1, "3" | 0)
print("10" + 5, "0x10" * 2, "1e1" + 0, 10 .. 20, -"2", "5" // 2, " 7 " + 0)
print(1 < 1.5, 1 == 1.0, math.maxinteger + 1 == math.mininteger, math.maxinteger + 1.0 == 2^63, 2^53 == 2^53 + 1)
print(math.maxinteger // -1, math.mininteger // -1, math.mininteger % -1)
for _, s in ipairs { "10", "0x1p4", "1e", "0x", " 5 ", "5x", "", "1_000", "inf", "nan", "0b1x", ".5", "5.", "0x.8" } do
  print(("%q"):format(s), tonumber(s))
end
print(tonumber("ff", 16), tonumber("zz", 36), tonumber("8", 8), tonumber("-101", 2), tonumber("7fffffffffffffff", 16))
print(string.format("%d %5d %-5d| %05d %+d %x %X %o %c", 42, 42, 42, 42, 42, 255, 255, 8, 65))
print(string.format("%f %.2f %e %g %g %g %a", 1.5, 2.345, 12345.678, 1e20, 0.0001, 100, 1))
print(pcall(string.format, "%d", 1.5), pcall(math.floor, "x"))
for i = 1, 3 do print(math.floor(-i / 2), math.ceil(-i / 2), math.fmod(-i, 2), math.abs(-i), math.ult(-i, i)) end
print(math.max(1, 2.5), math.min(3, -1), math.sqrt(16), math.exp(0), math.log(8, 2), math.log(100, 10), math.pi)
