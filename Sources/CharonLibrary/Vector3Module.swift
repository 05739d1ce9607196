internal import CharonScript

extension LibraryModule {
    /// `vector3`: a class of vectors with three components.
    ///
    /// Source: Pluto manual, Vector3; libraries.md section 13.
    static let vector3 = LibraryModule(name: "vector3") { libraries throws(ScriptFailure) in
        try libraries.runOnDemand(head: vector3Head, body: vector3Body, name: "vector3")
    }

    private static let vector3Head = """
        local ondemand = ...
        local vector3, meta, math = { __name = "pluto:vector3" }, {}, math
        vector3.__index = vector3
        setmetatable(vector3, meta)
        ondemand("__call", meta)
        ondemand("__construct __add __sub __mul __div __eq __len __tostring magnitude distance sum min max dot " ..
          "crossproduct abs normalized normalised torot lookat todir", vector3, {
          type = type, error = error, tostring = tostring, setmetatable = setmetatable, instanceof = instanceof,
          sub = string.sub, sqrt = math.sqrt, sin = math.sin, cos = math.cos, asin = math.asin, atan = math.atan,
          deg = math.deg, rad = math.rad, abs = math.abs, huge = math.huge,
        })
        return vector3
        """

    private static let vector3Body = #"""
        local class, K = ...
        local type, error, tostring, setmetatable, instanceof = K.type, K.error, K.tostring, K.setmetatable, K.instanceof
        local sub, sqrt, sin, cos, asin, atan, deg, rad = K.sub, K.sqrt, K.sin, K.cos, K.asin, K.atan, K.deg, K.rad
        local abs, huge = K.abs, K.huge
        local vector3 = {}

        function vector3:__construct(x, y, z)
          if x ~= nil and y == nil and z == nil then y, z = x, x end
          self.x = x == nil and 0 or x
          self.y = y == nil and 0 or y
          self.z = z == nil and 0 or z
        end

        local function make(x, y, z)
          return setmetatable({ x = x, y = y, z = z }, class)
        end

        local function call(_, ...)
          local v = setmetatable({}, class)
          v:__construct(...)
          return v
        end

        -- The components of a right operand.
        local function operands(a, b)
          if type(a) ~= "table" then error("attempt to perform arithmetic on a pluto:vector3 value", 3) end
          if instanceof(b, class) then return b.x, b.y, b.z end
          return b, b, b
        end

        function vector3.__add(a, b)
          local x, y, z = operands(a, b)
          return make(a.x + x, a.y + y, a.z + z)
        end

        function vector3.__sub(a, b)
          local x, y, z = operands(a, b)
          return make(a.x - x, a.y - y, a.z - z)
        end

        function vector3.__mul(a, b)
          local x, y, z = operands(a, b)
          return make(a.x * x, a.y * y, a.z * z)
        end

        function vector3.__div(a, b)
          local x, y, z = operands(a, b)
          return make(a.x / x, a.y / y, a.z / z)
        end

        function vector3.__eq(a, b) return a.x == b.x and a.y == b.y and a.z == b.z end

        function vector3.__tostring(v)
          return "vector3(" .. tostring(v.x) .. ", " .. tostring(v.y) .. ", " .. tostring(v.z) .. ")"
        end

        function vector3:magnitude() return sqrt(self.x ^ 2 + self.y ^ 2 + self.z ^ 2) end

        vector3.__len = vector3.magnitude

        function vector3:distance(w) return (self - w):magnitude() end

        function vector3:sum() return self.x + self.y + self.z end

        function vector3:min()
          local least = huge
          if self.x < least then least = self.x end
          if self.y < least then least = self.y end
          if self.z < least then least = self.z end
          return least
        end

        function vector3:max()
          local most = 0
          if self.x > most then most = self.x end
          if self.y > most then most = self.y end
          if self.z > most then most = self.z end
          return most
        end

        function vector3:dot(w) return (self * w):sum() end

        function vector3:crossproduct(w)
          return make(self.y * w.z - self.z * w.y, self.z * w.x - self.x * w.z, self.x * w.y - self.y * w.x)
        end

        function vector3:abs() return make(abs(self.x), abs(self.y), abs(self.z)) end

        function vector3:normalized() return self / self:magnitude() end

        vector3.normalised = vector3.normalized

        -- Whether z is the upper axis, and whether the system is right-handed.
        local function axes(format)
          if format == nil then return false, false end
          format = tostring(format)
          local upper = sub(format, 1, 1)
          if upper ~= "" and upper ~= "y" and upper ~= "z" then error("Invalid up-axis in format", 3) end
          return upper == "z", sub(format, 2, 2) == "r"
        end

        local function pitch(height, length)
          local angle = deg(asin(height / length))
          return angle == angle and angle or 0
        end

        function vector3:torot(format)
          local isz, isright = axes(format)
          if isz then
            local yaw = deg(atan(self.x, self.y))
            if not isright then yaw = -yaw end
            return make(pitch(self.z, self:magnitude()), 0, yaw)
          end
          local yaw = deg(atan(self.x, self.z))
          if isright then yaw = -yaw end
          return make(pitch(self.y, self:magnitude()), yaw, 0)
        end

        function vector3:lookat(w, format) return (w - self):torot(format) end

        function vector3:todir(format)
          local isz, isright = axes(format)
          if isz then
            local side = isright and 1 or -1
            local yaw, pitch = rad(self.z), rad(self.x) * side
            return make(cos(pitch) * sin(yaw) * side, cos(pitch) * cos(yaw), sin(pitch) * side)
          end
          local side = isright and -1 or 1
          local yaw, pitch = rad(self.y), rad(self.x) * side
          return make(cos(pitch) * sin(yaw) * side, sin(pitch) * side, cos(pitch) * cos(yaw))
        end

        return { __call = call }, vector3
        """#
}
