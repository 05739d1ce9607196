import Testing

/// Classes.
@Suite struct ClassTests {
    @Test func `a class of every kind of member`() throws {
        try expectOutput(
            #"""
            local key = "k"
            class A begin
              a = 1, b; c = {1} end_ = 2
              [key] = "computed"; ["x" .. 1] = nil ?? "lifted"
              then = "reserved"
              public p = "public"
              function m() return self.a end
              static function s(x) return x end
              public function pm() return self:m() end
              f = |self| -> self.c[1]
              class_ = class v = 1 end
            end
            local o = new A()
            print(o.a, o.b, o.k, o.x1, o.then, o.p, o:m(), A.s(3), o:pm(), o:f(), new A.class_().v)
            """#,
            #"""
            1	nil	computed	lifted	reserved	public	1	3	1	1	1
            """#)
    }

    @Test func `classes and parents`() throws {
        try expectOutput(
            #"""
            class A
              name = "A"
              function __construct(x) self.x = x ?? "none" end
              function who() return "A:" .. self.name .. self.x end
              static function st() return "st" end
            end
            class B extends A
              name = "B"
              function __construct(...) parent:__construct(...) self.n = select("#", ...) end
              function who() return "B/" .. parent:who() end
              function par() return parent == A, parent.name end
              function nested() return (|| -> parent:who())() end
            end
            class C extends B
              function who() return "C/" .. parent:who() end
              function par() return parent == B, parent.name end
            end
            local b, c = new B("1"), new C("2", 3)
            print(b:who(), b:par()) print(c:who(), c:par()) print(c:nested(), c.n, C.st())
            """#,
            #"""
            B/A:B1	true	A
            C/B/A:B2	true	B
            A:B2	2	st
            """#)
    }

    @Test func `parent calls with lifted arguments and results`() throws {
        try expectOutput(
            #"""
            class A function m(...) return ..., select("#", ...) end end
            class B extends A
              function m(a) return parent:m(a ?? "x", nil ?? "y", 3) end
              function n() local t = {parent:m(1)} return #t, parent:m() end
            end
            print(new B():m()) print(new B():n())
            """#,
            #"""
            x	3
            2	nil	0
            """#)
    }

    @Test func `parent as a variable`() throws {
        try expectOutput(
            #"""
            local function f(parent) return parent.x end
            class A x = 1 function m(parent) return parent end function n() return parent end end
            class B extends A function m(parent) return parent:len() end function n() local parent = 5 return parent end end
            print(f({x = 1}), new A():m(2), new A():n(), new B():m("abc"), new B():n())
            """#,
            #"""
            1	2	nil	3	5
            """#)
    }

    @Test func `a class in a table and as a field of itself`() throws {
        try expectOutput(
            #"""
            local ns = {deep = {}}
            class ns.A x = 1 end
            class ns.deep.B extends ns.A
              function m() return parent.x, self.x end
            end
            print(new ns.deep.B():m())
            """#,
            #"""
            1	1
            """#)
    }

    @Test func `private and protected members`() throws {
        try expectOutput(
            #"""
            class A
              private a = 1
              protected b = 2
              private function pf() return self.a end
              protected function qf() return self.b end
              function get() return self:pf(), self:qf(), self.a, self["a"] end
              function set(v) self.a = v self.a += 1 self.a++ self.b ??= 5 return self.a end
              function other(o) local this = self return o.a, this.a, self?.a end
              function late() return self.z end
              private z = "z"
            end
            class B extends A
              function get() return self.a, self.b, self:qf() end
              function inner()
                local c = class function m() return self.b end end
                return new c():m()
              end
            end
            class C extends B function get() return self.b end end
            local a, b, c = new A(), new B(), new C()
            print(a:get()) print(a:set(5), a:other(a)) print(b:get()) print(c:get(), b:inner(), a:late(), a.b, a.qf)
            """#,
            #"""
            1	2	1	nil
            7	nil	nil	nil
            nil	2	2
            2	nil	z	nil	nil
            """#)
    }

    @Test func `constructor promotion`() throws {
        try expectOutput(
            #"""
            class A
              function __construct(public a, private b = a .. "!", protected c, d = "d")
                self.e = self.a .. self.b .. (self.c ?? "nil") .. d
                a = nil
              end
              function get() return self.a, self.b, self.c, self.d, self.e end
            end
            print(new A("x"):get()) print(new A(1, 2, 3, 4):get())
            local T = {function __construct(public v, private w) end}
            local t = new T(1, 2)
            print(t.v, t.w, t.__restricted__w)
            """#,
            #"""
            x	x!	nil	nil	xx!nild
            1	2	3	nil	1234
            1	nil	2
            """#)
    }

    @Test func `new in every form`() throws {
        try expectOutput(
            #"""
            local A = {function __construct(...) self.n = select("#", ...) end, function m() return self end}
            local ns = {A = A, ["b"] = {c = A}}
            print(new A().n, new A(1, nil).n, new A "s".n, new A {}.n, new ns.A(1).n, new ns["b"].c(1, 2).n, new (ns.A)(1).n)
            print(new A():m().n, {new A(1), new A()}[2].n, #{new A()}, (new A(...)).n)
            new A()
            new A():m()
            local x = new A(nil ?? 1, 2)
            print(x.n, pcall(|| -> new Missing()))
            """#,
            #"""
            0	2	1	1	1	2	1
            0	0	1	0
            2	false	case.pluto:8: attempt to construct a nil value
            """#)
    }

    @Test func `a class extending nothing`() throws {
        try expectError(
            #"""
            class A extends Missing x = 1 end
            """#, line: 1, "expected a class or class-like table to extend, got nil")
    }

    @Test func `redefining and extending by the same name`() throws {
        try expectOutput(
            #"""
            class A x = 1 function m() return 1 end end
            local old = A
            class A extends old function n() return parent:m() + 1 end end
            print(new A():n(), new A().x)
            """#,
            #"""
            2	1
            """#)
    }

    @Test func `class expressions`() throws {
        try expectOutput(
            #"""
            local A = class x = 1 function m() return self.x end end
            local function make(v) return class begin v = v function get() return self.v end end end
            print(new A():m(), new (make(5))():get(), new (class y = 2 end)().y)
            """#,
            #"""
            1	5	2
            """#)
    }

    @Test func `metamethods are inherited`() throws {
        try expectOutput(
            #"""
            class A
              function __add(o) return "add" end
              function __tostring() return "A!" end
              function __index(k) return "idx " .. k end
            end
            class B extends A end
            print(new B() + 1, tostring(new B()), new A().q)
            """#,
            #"""
            add	A!	idx q
            """#)
    }

    @Test func `a class of several lines extending nothing`() throws {
        try expectError(
            #"""
            local x = 1
            class A extends Missing
              y = 1

              function m() end
            end
            """#, line: 2, "expected a class or class-like table to extend, got nil")
    }
}
