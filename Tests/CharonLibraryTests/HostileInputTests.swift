import Testing

@testable import CharonLibrary

/// What a peer may send goes through the libraries into tables and back, whatever it is.
@Suite struct HostileInputTests {
    /// Runs `use(text)` for texts that have been changed at random, the same in each run.
    private func mutate(_ seed: String, _ dictionary: String, rounds: Int, _ use: String) throws -> [String] {
        try LibraryScript.run(
            """
            local { json, xml, cat, url, base64 } = require "*"
            math.randomseed(42)
            local seed, words = \(seed), \(dictionary)
            local function mutated()
              local s = seed
              for i = 1, math.random(4) do
                local at = math.random(0, #s)
                local kind = math.random(4)
                if kind == 1 then s = s:sub(1, at) .. words[math.random(#words)] .. s:sub(at + 1)
                elseif kind == 2 then s = s:sub(1, at) .. string.char(math.random(0, 255)) .. s:sub(at + 2)
                elseif kind == 3 then s = s:sub(1, at) .. s:sub(at + math.random(8))
                else s = s:sub(1, at) .. s:sub(math.random(#s + 1)) end
              end
              return s
            end
            local use = \(use)
            local good = 0
            for i = 1, \(rounds) do
              local text = mutated()
              local ok, e = pcall(use, text)
              if ok then good = good + 1
              elseif not (e:find("Depth limit exceeded") or e:find("table index is") or e:find("has no JSON")) then print(e, ("%q"):format(text)) end
            end
            print(good > 0)
            """)
    }

    @Test func `mutated JSON is decoded or refused and comes back`() throws {
        #expect(
            try mutate(
                #"'{"a":[1,-2.5e3,null,true,"x\\u00e9\\n",{"b":{}}],"a":null,"__order":["q"],1:[],true:{"k":[[[]]]}}'"#,
                #"{"[", "]", "{", "}", '"', ",", ":", "null", '"a":', '"__order":', "1e999", "\\u", "/*", "-"}"#, rounds: 8000,
                """
                function(text)
                  for flags = 0, 3 do
                    local v = json.decode(text, flags)
                    if v ~= nil then
                      local packed = json.encode(v, "msgpack")
                      json.decode(packed, json.msgpack | flags)
                      local again = json.encode(v)
                      local back, why = json.decode(again, flags)
                      if back == nil and v ~= json.null then error("not read back: " .. again .. " " .. tostring(why)) end
                      json.encode(v, "pretty") json.encode(v, "strict")
                    end
                  end
                end
                """) == ["true"])
    }

    @Test func `mutated MessagePack is decoded or refused`() throws {
        #expect(
            try mutate(
                #""\x85\xa1a\x93\x01\xcb\x3f\xb9\x99\x99\x99\x99\x99\x9a\xc0\xa1b\xd9\x03xyz\xa7__order\x91\xa1q\x01\xde\x00\x01\xc3\xc2\xa1a\xdc\x00\x00""#,
                #"{"\x91", "\x81", "\xc0", "\xdf\xff\xff\xff\xff", "\xdd\x00\x00\x00\x02", "\xca\x7f\xc0\x00\x00", "\xdb", "\xd9\xff"}"#,
                rounds: 8000, "function(text) for flags = 4, 7 do local v = json.decode(text, flags) if v ~= nil then json.encode(v, 'msgpack') end end end")
                == ["true"])
    }

    @Test func `mutated XML is decoded and comes back`() throws {
        #expect(
            try mutate(
                #"'<?xml version="1.0"?><a x="1" y=2>t &amp; <b/><!-- c --><![CDATA[d]]><br><i>e</i></a>u'"#,
                #"{"<", ">", "</a>", "<!--", "-->", "<![CDATA[", "]]>", "=", '"', "'", "&#x41;", "<br>", "/>", "<?"}"#, rounds: 5000,
                """
                function(text)
                  for {"xml", "lax", "html"} as mode do
                    local node = xml.decode(text, mode)
                    if node then xml.decode(xml.encode(node), mode) xml.encode(node, true) local x = node.b, node.nothing end
                  end
                end
                """) == ["true"])
    }

    @Test func `mutated cat is decoded or refused and comes back`() throws {
        #expect(
            try mutate(
                #""a: 1\n\tb: \"x\\n\"\n\t\tc\\:d: e\nf\n\tg\n""#, #"{"\t", "\n", "  ", ": ", '"', "\\", "__order: x", "__value"}"#, rounds: 5000,
                """
                function(text)
                  local flat = cat.decode(text, "flat")
                  if flat then
                    cat.decode(text)
                    local ordered = cat.decode(text, "flatwithorder")
                    local ok, again = pcall(cat.encode, ordered)
                    if ok then cat.decode(again, "flatwithorder") elseif not again:find("expected, got") and not again:find("cannot hold") then error(again) end
                  end
                end
                """) == ["true"])
    }
}
