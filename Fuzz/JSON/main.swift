import LibraryFuzzing

// Documents as JSON and as MessagePack: they are refused in words, or what becomes of them comes back.
FuzzedScript(
    """
    local json = require "json"
    local text = ...

    -- The value, or nothing if the document was refused.
    local function decoded(text, flags)
      local ok, value, why = pcall(json.decode, text, flags)
      if not ok then
        assert(value:find("Depth limit exceeded", 1, true) or value:find("table index is ", 1, true), value)
        return
      end
      if value == nil and why ~= nil then
        local at = why:match("^invalid JSON at byte (%d+): .") ?? why:match("^invalid MessagePack at byte (%d+)$")
        assert(at and tonumber(at) <= #text + 1, why)
      end
      return value
    end

    local function encoded(value, format)
      local ok, text = pcall(json.encode, value, format)
      assert(ok or text:find("has no JSON representation", 1, true) or text:find("C stack overflow", 1, true), text)
      return ok and text
    end

    for flags = 0, 3 do
      local value = decoded(text, flags)
      if value ~= nil then
        local once = encoded(value)
        encoded(value, "strict")
        if once then
          -- A field is written twice if the document's own order names it twice; it is read once.
          local again = decoded(once, 3)
          assert(again ~= nil, once)
          local twice = encoded(again)
          if twice and not twice:find('"__order":', 1, true) then
            assert(encoded(decoded(twice, 3)) == twice, twice)
            assert(encoded(decoded(encoded(again, "pretty"), 3)) == twice, twice)
          end
        end
        local packed = encoded(value, "msgpack")
        if packed then decoded(packed, flags | json.msgpack) end
      end
      value = decoded(text, flags | json.msgpack)
      if value ~= nil then
        local packed = encoded(value, "msgpack")
        if packed then assert(decoded(packed, 3 | json.msgpack) ~= nil) end
        encoded(value, "pretty")
      end
    end
    """
).fuzz()
