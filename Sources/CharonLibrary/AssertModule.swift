internal import CharonScript

extension LibraryModule {
    /// `assert`: checks for tests, whose failures show the values.
    ///
    /// Source: Pluto manual, Assert; libraries.md section 11.
    static let assert = LibraryModule(name: "assert") { libraries throws(ScriptFailure) in
        try libraries.runOnDemand(head: assertHead, body: assertBody, name: "assert")
    }

    private static let assertHead = """
        local ondemand = ...
        local Failure, M, meta = { __name = "AssertionError" }, {}, {}
        Failure.__index = Failure
        M.AssertionError = Failure
        setmetatable(M, meta)
        ondemand("__construct __tostring setHardcoded setDontDump setNameOverride setOperatorComparison setSimple raise", Failure)
        ondemand("__call", meta)
        ondemand("isnil istrue isfalse falsy truthy notnil equal nequal less lesseq greater greatereq noerror haserror " ..
          "searcherror contains type", M, Failure, {
          type = type, tostring = tostring, next = next, pcall = pcall, error = error, setmetatable = setmetatable,
          getinfo = debug.getinfo, dumpvar = dumpvar, find = string.find, sub = string.sub, gsub = string.gsub,
          concat = table.concat,
        })
        return M
        """

    private static let assertBody = #"""
        local _, class, K = ...
        local type, tostring, next, pcall, error, setmetatable = K.type, K.tostring, K.next, K.pcall, K.error, K.setmetatable
        local getinfo, dumpvar, find, sub, gsub, concat = K.getinfo, K.dumpvar, K.find, K.sub, K.gsub, K.concat

        -- A failure on its way to its text. The library makes the instances itself, and `new` works too.
        local Failure = {}

        function Failure:__construct(name, intended, received)
          self.assertion_name = "assert." .. tostring(name)
          self.intended_name, self.received_name = "Intended Value", "Received Value"
          self.intended_value, self.received_value = intended, received
          self.dumps_intended, self.dumps_received = true, true
        end

        function Failure:setHardcoded()
          self.dumps_intended = false
          return self
        end

        function Failure:setDontDump()
          self.dumps_intended, self.dumps_received = false, false
          return self
        end

        function Failure:setNameOverride(intended, received)
          self.intended_name = intended or self.intended_name
          self.received_name = received or self.received_name
          return self
        end

        function Failure:setOperatorComparison(operator)
          self.operator = operator
          return self
        end

        function Failure:setSimple(message)
          self.message = message
          return self
        end

        local function dump(value, wanted)
          if type(value) == "function" or wanted == false then return tostring(value) end
          local ok, text = pcall(dumpvar, value)
          -- A table can be too deep to be shown.
          if not ok then return tostring(value) end
          if type(value) ~= "table" then return text end
          if #text < 80 then return (gsub(gsub(text, "\n", " "), "\t", "")) end
          if #text > 300 then text = sub(text, 1, 297) .. "..." end
          return "\n" .. text
        end

        -- The innermost caller whose text came from a file (or was named as if).
        local function position()
          local level = 2
          while true do
            local i = getinfo(level, "Sl")
            if not i then return "?:0" end
            if find(i.source, "^[@=]") and not find(i.short_src, "[", 1, true) then
              return i.short_src .. ":" .. i.currentline
            end
            level = level + 1
          end
        end

        function Failure:__tostring()
          local lines = { self.assertion_name and "(" .. self.assertion_name .. ")" or "" }
          if self.message then
            lines[2] = self.message
          elseif self.operator then
            lines[2] = "Expression: (" .. dump(self.intended_value) .. " " .. self.operator .. " " ..
              dump(self.received_value) .. ") == false"
          else
            lines[2] = self.intended_name .. ": " .. dump(self.intended_value, self.dumps_intended)
            lines[3] = self.received_name .. ": " .. dump(self.received_value, self.dumps_received)
          end
          return "Assertion Error: " .. concat(lines, "\n\t") .. "\n"
        end

        function Failure:raise()
          error(position() .. " -> " .. tostring(self), 0)
        end

        local function failure(name, intended, received)
          local self = setmetatable({}, class)
          self:__construct(name, intended, received)
          return self
        end

        -- Whether two tables have the same content. A pair that has been met before is not looked at again: it is
        -- equal, or the whole comparison has failed by now, or it is being compared further up.
        local function same(a, b, met)
          if a == b then return true end
          local partners = met[a]
          if not partners then
            partners = {}
            met[a] = partners
          end
          if partners[b] then return true end
          partners[b] = true
          if #a ~= #b then return false end
          for k, v in next, a do
            local w = b[k]
            if type(v) == "table" and type(w) == "table" then
              if not same(v, w, met) then return false end
            elseif v ~= w then
              return false
            end
          end
          for k in next, b do
            if a[k] == nil then return false end
          end
          return true
        end

        local function equal(a, b)
          if type(a) == "table" and type(b) == "table" then return same(a, b, {}) end
          return a == b
        end

        local M = {}

        function M.isnil(v)
          if v ~= nil then failure("isnil", "nil", v):setHardcoded():raise() end
        end

        function M.istrue(v)
          if v ~= true then failure("istrue", "true", v):setHardcoded():raise() end
        end

        function M.isfalse(v)
          if v ~= false then failure("isfalse", "false", v):setHardcoded():raise() end
        end

        function M.falsy(v)
          if v then failure("falsy", "nil or false", v):setHardcoded():raise() end
        end

        function M.truthy(v)
          if not v then failure("truthy", "not nil or false", v):setHardcoded():raise() end
        end

        function M.notnil(v)
          if v == nil then failure("notnil", "not nil", v):setHardcoded():raise() end
        end

        function M.equal(a, b)
          if not equal(a, b) then failure("equal", a, b):setNameOverride("Value 1", "Value 2"):raise() end
        end

        function M.nequal(a, b)
          if equal(a, b) then failure("nequal", a, b):setNameOverride("Value 1", "Value 2"):raise() end
        end

        -- A comparison that Lua does not know is the caller's error, at the caller's line.
        local function comparison(name, operator, holds)
          M[name] = function(a, b)
            local ok, result = pcall(holds, a, b)
            if not ok then
              if type(result) == "string" then result = gsub(result, "^%[assert%]:%d+: ", "") end
              error(result, 2)
            end
            if not result then failure(name, a, b):setOperatorComparison(operator):raise() end
          end
        end
        comparison("less", "<", function(a, b) return a < b end)
        comparison("lesseq", "<=", function(a, b) return a <= b end)
        comparison("greater", ">", function(a, b) return a > b end)
        comparison("greatereq", ">=", function(a, b) return a >= b end)

        function M.noerror(f, ...)
          local ok, e = pcall(f, ...)
          if not ok then failure("noerror"):setSimple("An error was raised: " .. tostring(e)):raise() end
        end

        function M.haserror(f, ...)
          if pcall(f, ...) then failure("haserror"):setSimple("Expected an error, but there was none."):raise() end
        end

        function M.searcherror(text, f, ...)
          local ok, e = pcall(f, ...)
          if ok then failure("searcherror"):setSimple("Expected an error, but there was none."):raise() end
          e = tostring(e)
          if not find(e, text, 1, true) then
            failure("searcherror", text, e):setDontDump():setNameOverride("Absent String", "Error Message"):raise()
          end
        end

        local function isin(x, container)
          if type(container) == "string" then
            if type(x) ~= "string" then return false end
            return find(container, x, 1, true) ~= nil
          end
          if type(container) ~= "table" then return false end
          for _, v in next, container do
            if v == x then return true end
          end
          return false
        end

        function M.contains(x, container)
          if not isin(x, container) then
            failure("contains", x, container):setNameOverride("Element", "Container"):raise()
          end
        end

        M["type"] = function(name, ...)
          local values, i = { ... }, 1
          while values[i] ~= nil do
            if type(values[i]) ~= name then
              failure("type, argument #" .. i, name, values[i]):setHardcoded():setNameOverride("Intended Type"):raise()
            end
            i = i + 1
          end
        end

        local function call(_, v, message)
          if v then return end
          if message == nil then message = "assertion failed!" end
          failure("assert"):setSimple(" " .. tostring(message)):raise()
        end

        return Failure, { __call = call }, M
        """#
}
