import Testing

/// The functions of `table` that Pluto adds or changes.
@Suite struct TableLibraryTests {
    /// Statements that the rows use: an array's text; a table's text with keys in order.
    private let lists = """
        local function a(t) return table.concat(t, ",") end local function d(t) local r = {} \
        for k, v in pairs(t) do r[#r + 1] = tostring(k) .. "=" .. tostring(v) end table.sort(r) return a(r) end \
        local function even(x) return x % 2 == 0 end local function double(x) return x * 2 end
        """

    @Test func `sort returns its table and sorted leaves it alone`() throws {
        try LuaProcess.check(
            [
                "a(table.sort({5, 3, 1}))": "1,3,5",
                "a(table.sort({1, 2}, function(x, y) return x > y end))": "2,1",
                "(function() local t = {2, 1} return a(table.sorted(t)), a(t) end)()": "1,2\t2,1",
                "d(table.sorted({3, 1, k = 0}))": "1=1,2=3,k=0",
                "a(table.sort(setmetatable({}, {__len = function() return 0 end})))": "",
                "(table.sort())": "bad argument #1 to 'sort' (table expected, got no value)",
                "(table.sort({2, 1}, 5))": "bad argument #2 to 'sort' (function expected, got number)",
                "#table.sort({}, 5)": "0",
                "(table.sorted(5))": "bad argument #1 to 'sorted' (table expected, got number)",
                "(table.sorted({}, {}))": "bad argument #2 to 'sorted' (function expected, got table)",
            ], setup: lists)
    }

    @Test func `map and filter work in place and mapped and filtered on copies`() throws {
        try LuaProcess.check(
            [
                "a(table.map({1, 2}, double))": "2,4",
                "(function() local t = {1} return table.map(t, double) == t end)()": "true",
                "d(table.mapped({x = 1, y = 2}, function(k, v) return k .. v end, true))": "x=x1,y=y2",
                "(function() local t = {1} return a(table.mapped(t, double)), t[1] end)()": "2\t1",
                "d(table.filter({1, 2, 3, 4}, even))": "2=2,4=4",
                "d(table.filtered({9, 8, 7}, function(k, v) return k > 1 end, true))": "2=8,3=7",
                "(function() local t = {1, 2} return d(table.filtered(t, even)), a(t) end)()": "2=2\t1,2",
                "(table.map({}))": "bad argument #2 to 'map' (function expected, got no value)",
                "(table.map(nil, double))": "bad argument #1 to 'map' (table expected, got nil)",
                "(table.filter({}, 1))": "bad argument #2 to 'filter' (function expected, got number)",
                "(table.mapped({}, {}))": "bad argument #2 to 'mapped' (function expected, got table)",
                "(table.filtered('x', even))": "bad argument #1 to 'filtered' (table expected, got string)",
            ], setup: lists)
    }

    @Test func `reorder closes holes and reverse turns the array part round`() throws {
        try LuaProcess.check(
            [
                "a(table.reorder(table.filter({1, 2, 3, 4}, even)))": "2,4",
                "d(table.reorder({1, nil, 3, k = 5}))": "1=1,2=3,k=5",
                "d(table.reordered({1, nil, 3, k = 5}))": "1=1,2=3",
                "a(table.reverse({1, 2, 3}))": "3,2,1",
                "(function() local t = {1, 2} return table.reverse(t) == t end)()": "true",
                "d(table.reversed({1, 2, k = 3}))": "1=2,2=1",
                "(table.reverse(1))": "bad argument #1 to 'reverse' (table expected, got number)",
                "(table.reorder())": "bad argument #1 to 'reorder' (table expected, got no value)",
            ], setup: lists)
    }

    @Test func `reduce, foreach, find, findkey and checkall call their function for each value`() throws {
        try LuaProcess.check(
            [
                "table.reduce({4, 5}, math.max)": "5",
                "table.reduce({2, 3}, function(x, y) return x * y end, 1)": "6",
                "table.reduce({}, math.max)": "0",
                "table.reduce({true}, function(x, y) return x == false end, false)": "true",
                "table.foreach({1, 2, 3}, function(v) if v == 2 then return 'hit' end end)": "hit",
                "table.foreach({1}, function(v) return false end)": "false",
                "table.foreach({k = 'v'}, function(k, v) return k .. v end, true)": "kv",
                "table.foreach({}, print)": "nil",
                "table.find({1, 2, 3}, even), table.findkey({1, 4}, even), table.findindex({1, 3}, even)": "2\t2\tnil",
                "table.findkey == table.findindex": "true",
                "table.checkall({2, 4}, even), table.checkall({2, 3}, even), table.checkall({}, even)": "true\tfalse\ttrue",
                "(table.reduce({}, nil))": "bad argument #2 to 'reduce' (function expected, got nil)",
                "(table.find({}))": "bad argument #2 to 'find' (function expected, got no value)",
                "(table.findkey(1, even))": "bad argument #1 to 'findkey' (table expected, got number)",
                "(table.checkall({}, {}))": "bad argument #2 to 'checkall' (function expected, got table)",
                "(table.foreach())": "bad argument #1 to 'foreach' (table expected, got no value)",
            ], setup: lists)
    }

    @Test func `contains finds the key of an equal value`() throws {
        try LuaProcess.check([
            "table.contains({1, 2}, 2), table.contains({a = 'v'}, 'v'), table.contains({}, 1)": "2\ta\tnil",
            "table.contains({1}, 1.0), table.contains({1}, nil)": "1\tnil",
            "table.contains({setmetatable({}, {__eq = function() return true end})}, {})": "1",
            "(table.contains({}))": "bad argument #2 to 'contains' (value expected)",
        ])
    }

    @Test func `keys, values, size, getn and back describe a table`() throws {
        try LuaProcess.check(
            [
                "a(table.keys({a = 1})), a(table.values({a = 1}))": "a\t1",
                "table.size({1, 2, 3, k = 4}), table.size({}), table.getn({1, 2, k = 3})": "4\t0\t2",
                "table.size({1, 2, k = 4}, true), table.size({1}, true), table.size({1, k = 4}, false)": "1\t0\t2",
                "table.back({1, 2, 3}), table.back({})": "3\tnil",
                "table.isarray({1, 2}), table.isarray({}), table.isarray({a = 1}), table.isarray({1, nil, 3})":
                    "true\ttrue\tfalse\tfalse",
                "table.isarray({[0] = 1}), table.isarray({[1.5] = 1})": "false\tfalse",
                "(table.keys(1))": "bad argument #1 to 'keys' (table expected, got number)",
                "(table.size('x'))": "bad argument #1 to 'size' (table expected, got string)",
            ], setup: lists)
    }

    @Test func `slice and chunk make new arrays`() throws {
        try LuaProcess.check(
            [
                "a(table.slice({1, 2, 3, 4}, 2)), a(table.slice({1, 2, 3, 4}, 2, 3))": "2,3,4\t2,3",
                "a(table.slice({1, 2, 3, 4}, -2)), a(table.slice({1, 2, 3, 4}, 1, -2))": "3,4\t1,2,3",
                "a(table.slice({1, 2}, -9, 9)), #table.slice({1, 2}, 3), #table.slice({1, 2}, 2, 1)": "1,2\t0\t0",
                "#table.slice({1}, 1, math.maxinteger)": "1",
                "a(table.map(table.chunk({1, 2, 3, 4, 5}, 2), a))": "1,2,3,4,5",
                "#table.chunk({1, 2, 3, 4, 5}, 2), #table.chunk({}, 2), #table.chunk({1}, 1)": "3\t0\t1",
                "(table.chunk({}, 0))": "bad argument #2 to 'chunk' (the size must be positive)",
                "(table.slice({}))": "bad argument #2 to 'slice' (number expected, got no value)",
                "(table.chunk({}, 1.5))": "bad argument #2 to 'chunk' (number has no integer representation)",
            ], setup: lists)
    }

    @Test func `invert, countvalues and the four dedups look at values`() throws {
        try LuaProcess.check(
            [
                "d(table.invert({a = 'x', b = 'y'}))": "x=a,y=b",
                "d(table.countvalues({1, 1, 2}))": "1=2,2=1",
                "d(table.dedup({1, 1, 2})), a(table.reorder(table.deduplicate({1, 1, 2})))": "1=1,3=2\t1,2",
                "a(table.deduped({3, 3, 1})), a(table.deduplicated({1, 1.0}))": "3,1\t1",
                "#table.deduped({0/0, 0/0})": "2",
                "(table.dedup())": "bad argument #1 to 'dedup' (table expected, got no value)",
            ], setup: lists)
    }

    @Test func `min, max, modget and modset`() throws {
        try LuaProcess.check([
            "table.min({3, 1, 2}), table.max({3, 1, 2}), table.max({1.5})": "1\t3\t1.5",
            "table.min({}) == math.maxinteger, table.max({}) == math.mininteger": "true\ttrue",
            "table.modget({1, 2, 3}, 4), table.modget({1, 2, 3}, 0), table.modget({}, 1)": "1\t3\tnil",
            "(function() local t = {1, 2} table.modset(t, 3, 9) return t[1] end)()": "9",
            "(table.min({'x'}))": "bad argument #1 to 'min' (numbers expected, got string)",
            "(table.modget({}, 'x'))": "bad argument #2 to 'modget' (number expected, got string)",
        ])
    }

    @Test func `clone copies down to its depth and copes with cycles`() throws {
        try LuaProcess.check([
            "(function() local c = {a = {b = 1}} local d = table.clone(c) return d.a ~= c.a, d.a.b end)()": "true\t1",
            "(function() local c = {a = {}} return table.clone(c, 1).a == c.a end)()": "true",
            "(function() local c = {a = {b = {}}} local d = table.clone(c, 2) return d.a ~= c.a, d.a.b == c.a.b end)()":
                "true\ttrue",
            "getmetatable(table.clone(setmetatable({}, {})))": "nil",
            "(function() local c = {} c.x, c.y = c, c return table.clone(c).x.y ~= c end)()": "true",
            "type(table.clone({}, math.maxinteger))": "table",
            "(table.clone({}, {}))": "bad argument #2 to 'clone' (number expected, got table)",
        ])
    }

    @Test func `clear and create refuse what cannot be`() throws {
        try LuaProcess.check([
            "(function() local t = {1, 2, k = 3} local n = select('#', table.clear(t)) return next(t), n end)()": "nil\t0",
            "next(table.create(10)), next(table.create(3, 4))": "nil\tnil",
            "(table.create(1e18))": "bad argument #1 to 'create' (out of range)",
            "(table.create(1, -1))": "bad argument #2 to 'create' (out of range)",
            "(table.clear())": "bad argument #1 to 'clear' (table expected, got no value)",
        ])
    }

    @Test func `callbacks may yield`() throws {
        let output = try LuaProcess.output(
            of: """
                local co = coroutine.wrap(function()
                  table.map({1}, coroutine.yield)
                  table.filter({2}, coroutine.yield)
                  table.foreach({3}, coroutine.yield)
                  table.reduce({4}, coroutine.yield)
                  table.find({5}, coroutine.yield)
                  table.checkall({6}, coroutine.yield)
                  return "end"
                end)
                for _ = 1, 7 do io.write(tostring(co()), " ") end
                """)
        #expect(output == "1 2 3 0 5 6 end ")
    }
}
