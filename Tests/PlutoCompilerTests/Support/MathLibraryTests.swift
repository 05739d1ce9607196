import Testing

/// The functions of `math` that Pluto adds.
@Suite struct MathLibraryTests {
    @Test func `round goes to the nearest integer and halves away from zero`() throws {
        try LuaProcess.check([
            "math.round(2.5), math.round(-2.5), math.round(2.4), math.round(-0.4), math.round(7)": "3\t-3\t2\t0\t7",
            "math.round(0.49999999999999994), math.round(4503599627370497.0)": "0\t4503599627370497",
            "math.round(1e300), math.round(math.huge)": "1e+300\tinf",
            "math.type(math.round(2.5)), math.round('1.5')": "integer\t2",
            "(math.round())": "bad argument #1 to 'round' (number expected, got no value)",
            "(math.round('x'))": "bad argument #1 to 'round' (number expected, got string)",
        ])
    }

    @Test func `trunc goes toward zero and isnan knows NaN`() throws {
        try LuaProcess.check([
            "math.trunc(2.7), math.trunc(-2.7), math.trunc(5)": "2\t-2\t5",
            "math.isnan(0/0), math.isnan(1), math.isnan(math.huge)": "true\tfalse\tfalse",
            "(math.trunc({}))": "bad argument #1 to 'trunc' (number expected, got table)",
            "(math.isnan(nil))": "bad argument #1 to 'isnan' (number expected, got nil)",
        ])
    }

    @Test func `clz, ctz and popcnt count bits`() throws {
        try LuaProcess.check([
            "math.clz(1), math.clz(0), math.clz(-1), math.clz(0xff)": "63\t64\t0\t56",
            "math.ctz(8), math.ctz(0), math.ctz(-1), math.ctz(math.mininteger)": "3\t64\t0\t63",
            "math.popcnt(-1), math.popcnt(0), math.popcnt(0x5555), math.popcnt(math.mininteger)": "64\t0\t8\t1",
            "(math.clz(1.5))": "bad argument #1 to 'clz' (number has no integer representation)",
            "(math.ctz('x'))": "bad argument #1 to 'ctz' (number expected, got string)",
        ])
    }

    @Test func `cbrt, hypot and atan2 are floats`() throws {
        try LuaProcess.check([
            "math.cbrt(27), math.cbrt(-8), math.cbrt(0), math.cbrt(math.huge)": "3.0\t-2.0\t0.0\tinf",
            "math.hypot(3, 4), math.hypot(0, 0), math.hypot(3e200, 4e200), math.hypot(-math.huge, 1)":
                "5.0\t0.0\t5e+200\tinf",
            "math.atan2(1, 1) == math.pi / 4, math.atan2(0, -1) == math.pi": "true\ttrue",
            "math.inf == math.huge, math.rand == math.random": "true\ttrue",
            "(math.hypot(1))": "bad argument #2 to 'hypot' (number expected, got no value)",
        ])
    }
}
