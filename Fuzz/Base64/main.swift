import LibraryFuzzing

// Any bytes survive being encoded, and any text is decoded just if it should be.
FuzzedScript(
    """
    local { base64, base32 } = require "*"
    local text = ...

    for {true, false} as padded do
      assert(base64.decode(base64.encode(text, padded)) == text)
      assert(base64.urldecode(base64.urlencode(text, padded)) == text)
      assert(base32.decode(base32.encode(text, padded)) == text)
    end
    assert(base64.urlencode(text) == (base64.encode(text, false):gsub("+", "-"):gsub("/", "_")))

    -- What is left of the characters once it has been looked at what surrounds them.
    local bare = text:gsub("[ \\t\\r\\n]", ""):gsub("=+$", "")

    local function check(decode, encode, foreign, reason)
      local bytes, why = decode(text)
      if bare:find(foreign) or encode == base64.encode and #bare % 4 == 1 then
        assert(bytes == nil and why == reason, why)
      elseif encode == base64.encode then
        assert(#bytes == #bare * 3 // 4)
        -- The last character may have bits that are left over.
        assert(base64.encode(bytes, false):sub(1, #bare - 1) == bare:gsub("-", "+"):gsub("_", "/"):sub(1, #bare - 1))
      else
        assert(#bytes == #bare * 5 // 8)
        assert(bare:upper():find(base32.encode(bytes, false):sub(1, -2), 1, true) == 1)
      end
    end
    check(base64.decode, base64.encode, "[^%w+/]", "invalid base64")
    check(base64.urldecode, base64.encode, "[^%w%-_]", "invalid base64")
    check(base32.decode, base32.encode, "[^%a2-7]", "invalid base32")
    """
).fuzz()
