-- Decodes and encodes documents of 10 MB, with `json` or, in plain Lua, with lua-cjson. Prints lines of
-- "name bytes decode encode", CPU seconds, the least of five rounds.
local is_own, json = pcall(require, "pluto:json")
if not is_own then json = require "cjson" end

local function least(f)
  local seconds = math.huge
  for _ = 1, 5 do
    collectgarbage()
    local start = os.clock()
    f()
    seconds = math.min(seconds, os.clock() - start)
  end
  return seconds
end

local function measure(name, value)
  local text = json.encode(value)
  local decode = least(function() json.decode(text) end)
  local encode = least(function() json.encode(value) end)
  print(("%s %d %.4f %.4f"):format(name, #text, decode, encode))
end

local function list(count, make)
  local values = {}
  for i = 1, count do values[i] = make(i) end
  return values
end

math.randomseed(1)
measure("records", list(43500, function(i)
  return {
    id = i, name = "Person number " .. i, email = "person" .. i .. "@example.org", active = i % 3 == 0,
    score = math.random(1, 100000) / 100, tags = { "red", "green", "blue " .. i % 7 },
    position = { x = math.random(), y = math.random() }, note = 'line one\nline "two" \\ é',
  }
end))
measure("integers", list(1280000, function(i) return i * 7 end))
measure("prices", list(1280000, function() return math.random(1, 1000000) / 100 end))
measure("strings", list(10000, function(i) return ("text and more "):rep(70) .. i end))
