import Testing

@testable import CharonLibrary

@Suite struct Vector3ModuleTests {
    private func run(_ script: String) throws -> [String] { try LibraryScript.run("local vector3 = require 'vector3' " + script) }

    @Test func `directions and rotations belong together`() throws {
        #expect(
            try run(
                """
                local function round(v) return ("%.3f %.3f %.3f"):format(v.x, v.y, v.z):gsub("-0%.000", "0.000") end
                local a = vector3(1, 2, 3):normalized()
                for {"y", "yl", "yr", "z", "zl", "zr"} as format do
                  print(format, (round(a)) == (round(a:torot(format):todir(format))))
                end
                print(vector3(0):torot(), vector3(0, 0, 0):torot("z"))
                """) == [
                    "y\ttrue", "yl\ttrue", "yr\ttrue", "z\ttrue", "zl\ttrue", "zr\ttrue",
                    "vector3(0, 0.0, 0)\tvector3(0, 0, -0.0)",
                ])
    }

    @Test func `classes may extend it`() throws {
        #expect(
            try run(
                """
                class point extends vector3
                  function double() return self * 2 end
                end
                local p = new point(1, 2, 3)
                print(p instanceof vector3, tostring(p:double()), tostring(p + new point(1)), p:max(), vector3(-1):max(), vector3(-1):min())
                """) == ["true\tvector3(2, 4, 6)\tvector3(2, 3, 4)\t3\t0\t-1"])
    }

    @Test func `a number on the left and unknown axes raise`() throws {
        #expect(
            try run(
                """
                print(pcall(|| -> 2 * vector3(1)))
                print(pcall(|| -> -vector3(1)) == false, select(2, pcall(function() return (vector3(1):torot("x")) end)))
                """) == [
                    "false\tscript.pluto:1: attempt to perform arithmetic on a pluto:vector3 value",
                    "true\tscript.pluto:2: Invalid up-axis in format",
                ])
    }
}
