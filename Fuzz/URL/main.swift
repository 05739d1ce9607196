import LibraryFuzzing

// URLs come apart as the patterns below take them apart, and any bytes survive being percent-encoded.
FuzzedScript(
    """
    local url = require "url"
    local text = ...

    local coded = url.encode(text)
    assert(not coded:find("[^%w%-_.~%%]"), coded)
    assert(url.decode(coded) == text)
    assert(url.decode(text) == text:gsub("%%(%x%x)", |digits| -> string.char(tonumber(digits, 16))))

    local parts, why = url.parse(text)
    local rest, scheme = text, ""
    if text:find("^%a[%w+%-.]*:") then scheme, rest = text:match("^([^:]*):(.*)$") end
    if rest:sub(1, 2) == "//" then rest = rest:sub(3) end
    local authority, path, query, fragment, user, pass = rest:match("^[^/?#]*"), "", "", "", "", ""
    rest = rest:sub(#authority + 1)
    if rest:find("#", 1, true) then rest, fragment = rest:match("^([^#]*)#(.*)$") end
    if rest:find("?", 1, true) then rest, query = rest:match("^([^?]*)%?(.*)$") end
    path = rest
    if authority:find("@", 1, true) then
      user, authority = authority:match("^(.*)@([^@]*)$")
      user, pass = user:match("^([^:]*):?(.*)$")
    end
    local address = authority:match("^%[.*%]") ?? ""
    local host, port = authority, ""
    if authority:find(":", #address + 1, true) then host, port = authority:match("^(.*):([^:]*)$") end
    if port:find("%D") or (tonumber(port) ?? 0) > 65535 then
      assert(parts == nil and why == "invalid port", text)
    else
      port = tonumber(port) ?? 0
      assert(parts, why)
      assert(parts.scheme == scheme and parts.user == user and parts.pass == pass, text)
      assert(parts.host == host and parts.port == port and math.type(parts.port) == "integer", text)
      assert(parts.path == path and parts.query == query and parts.fragment == fragment, text)
    end
    """
).fuzz()
