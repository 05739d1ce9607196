/// The part of an interactive session that is written in Lua: it returns a table of functions.
///
/// Locals last from one input to the next because they are kept as what Lua makes of captured locals: upvalues. Each
/// input is a function whose free names are joined to the upvalues of earlier inputs, so that all functions that ever
/// saw a local go on sharing it. Source: Lua 5.4 manual, debug.upvaluejoin.
enum InteractiveSupport {
    static let text = #"""
        local getupvalue, upvaluejoin, getmetatable = debug.getupvalue, debug.upvaluejoin, debug.getmetatable
        local rawget, type, next, pack, select = rawget, type, next, table.pack, select
        local find, match, sub, gmatch, format, gsub = string.find, string.match, string.sub, string.gmatch, string.format, string.gsub
        local sort, concat, unpack, tostring, byte = table.sort, table.concat, table.unpack, tostring, string.byte
        local mathtype, rep, characters, stringlibrary, globals, output = math.type, string.rep, utf8.len, string, _G, io.stdout
        local session, cells, wanted, haskept = {}, {}, {}, false

        -- Names the locals that the next input will hand over.
        function session.expect(...) wanted, haskept = pack(...), false end
        function session.haskept() return haskept end

        local function holder(value) return function() return value end end

        -- Takes the locals of an input, which `reader` returns. A constant is no upvalue of it: the compiler has
        -- replaced it by its value.
        function session.keep(reader)
            local places, index = {}, 1
            local name = getupvalue(reader, index)
            while name do
                places[name], index = index, index + 1
                name = getupvalue(reader, index)
            end
            local values = pack(reader())
            for position = 1, wanted.n do
                name = wanted[position]
                cells[name] = places[name] and { reader, places[name] } or { holder(values[position]), 1 }
            end
            haskept = true
        end

        -- Gives an input the locals of these names, and returns it.
        function session.join(chunk, ...)
            local isknown = {}
            for position = 1, select("#", ...) do isknown[select(position, ...)] = true end
            local index, name = 1, getupvalue(chunk, 1)
            while name do
                if isknown[name] then upvaluejoin(chunk, index, cells[name][1], cells[name][2]) end
                index = index + 1
                name = getupvalue(chunk, index)
            end
            return chunk
        end

        local escapes = { [7] = "\\a", [8] = "\\b", [9] = "\\t", [10] = "\\n", [11] = "\\v", [12] = "\\f", [13] = "\\r",
            [34] = "\\\"", [92] = "\\\\" }
        local function quoted(text)
            if characters(text) then
                text = gsub(text, "[%c\"\\]", function(c) return escapes[byte(c)] or format("\\x%02X", byte(c)) end)
            else
                text = gsub(text, "[%c\"\\\x80-\xFF]", function(c) return escapes[byte(c)] or format("\\x%02X", byte(c)) end)
            end
            return "\"" .. text .. "\""
        end

        -- Integers before strings before all others, which keep the order in which they are found.
        local function sortedkeys(value)
            local integers, texts, others = {}, {}, {}
            for key in next, value do
                local list = mathtype(key) == "integer" and integers or type(key) == "string" and texts or others
                list[#list + 1] = key
            end
            sort(integers)
            sort(texts)
            local keys = integers
            for _, key in next, texts do keys[#keys + 1] = key end
            for position = 1, #others do keys[#keys + 1] = others[position] end
            return keys
        end

        -- Appends a value as dumpvar shows it, but in the order of its keys, and without lengths and byte code.
        local function append(out, value, indent, above)
            if type(value) == "string" then
                out[#out + 1] = quoted(value)
            elseif type(value) ~= "table" then
                out[#out + 1] = tostring(value)
            elseif above[value] then
                out[#out + 1] = "*RECURSION*"
            elseif indent > 100 then
                out[#out + 1] = "{ ... }"
            else
                local metatable = getmetatable(value)
                local name = metatable and rawget(metatable, "__name")
                if type(name) ~= "string" then name = nil end
                if next(value) == nil then
                    out[#out + 1] = name and "{ --[[ " .. name .. " ]] }" or "{}"
                    return
                end
                out[#out + 1] = name and "{ -- " .. name .. "\n" or "{\n"
                above[value] = true
                for _, key in next, sortedkeys(value) do
                    out[#out + 1] = rep("\t", indent) .. "["
                    append(out, key, indent + 1, above)
                    out[#out + 1] = "] = "
                    append(out, rawget(value, key), indent + 1, above)
                    out[#out + 1] = ",\n"
                end
                above[value] = nil
                out[#out + 1] = rep("\t", indent - 1) .. "}"
            end
        end

        local function shown(value)
            local metatable = getmetatable(value)
            if type(value) == "table" and metatable and metatable.__tostring then return tostring(value) end
            local out = {}
            append(out, value, 1, {})
            return concat(out)
        end

        -- Prints the results of an input: side by side, or one below the other where one of them takes several lines.
        function session.show(...)
            local texts, separator = pack(...), "\t"
            for position = 1, texts.n do
                texts[position] = shown(texts[position])
                if find(texts[position], "\n", 1, true) then separator = "\n" end
            end
            if texts.n > 0 then output:write(concat(texts, separator, 1, texts.n), "\n") end
        end

        function session.prompt(name, default)
            local prompt = rawget(globals, name)
            return prompt == nil and default or tostring(prompt)
        end

        -- Where the names of a value's fields are: the value itself, then along the tables of __index. No script
        -- is run, so a function there says nothing.
        local function tables(value)
            return function(_, current)
                local place
                if current == nil then
                    if type(value) == "table" then return value end
                    if type(value) == "string" then return stringlibrary end
                    current = value
                elseif type(value) == "string" then
                    return nil
                end
                local metatable = getmetatable(current)
                place = type(metatable) == "table" and rawget(metatable, "__index")
                return type(place) == "table" and place or nil
            end
        end

        local function field(value, name)
            local depth = 0
            for place in tables(value) do
                local found = rawget(place, name)
                depth = depth + 1
                if found ~= nil or depth > 16 then return found end
            end
        end

        local keywords = { "and", "break", "class", "continue", "do", "else", "elseif", "end", "enum", "export", "false",
            "for", "function", "goto", "if", "in", "instanceof", "local", "new", "nil", "not", "or", "repeat", "return",
            "switch", "then", "true", "until", "while" }

        -- The names that the word at the end of `line` may become, and how much of them is there already.
        function session.complete(line)
            local chain = match(line, "[%w_.:]*$")
            local path, separator, word = match(chain, "^(.-)([.:]?)([%w_]*)$")
            local names, seen = {}, {}
            local function offer(name, value)
                if type(name) ~= "string" or seen[name] or sub(name, 1, #word) ~= word then return end
                if not find(name, "^[%a_][%w_]*$") then return end
                if separator == ":" and type(value) ~= "function" then return end
                seen[name] = true
                names[#names + 1] = name
            end
            if separator == "" then
                if word == "" then return #word end
                for name in next, cells do offer(name) end
                for _, name in next, keywords do offer(name) end
                for place in tables(globals) do
                    for name in next, place do offer(name) end
                end
            else
                local value, isfirst = nil, true
                for name in gmatch(path, "[^.:]+") do
                    if isfirst then
                        local cell = cells[name]
                        if cell then
                            local _, held = getupvalue(cell[1], cell[2])
                            value = held
                        else
                            value = field(globals, name)
                        end
                    else
                        value = field(value, name)
                    end
                    isfirst = false
                    if value == nil then return #word end
                end
                local depth = 0
                for place in tables(value) do
                    for name, found in next, place do
                        -- The names that only the language itself uses are offered to those who ask for them.
                        if sub(name, 1, 2) ~= "__" or sub(word, 1, 2) == "__" then offer(name, found) end
                    end
                    depth = depth + 1
                    if depth > 16 then break end
                end
            end
            sort(names)
            return #word, unpack(names, 1, #names < 500 and #names or 500)
        end

        return session
        """#
}
