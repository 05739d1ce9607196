import Testing

@testable import CharonLibrary

@Suite struct XMLModuleTests {
    private func run(_ script: String) throws -> [String] { try LibraryScript.run("local xml = require 'xml' " + script) }

    @Test func `a document that is not one element is a body`() throws {
        #expect(
            try run(
                """
                local function show(n) return n.tag .. ":" .. (rawget(n, "children") and #n.children or "none") end
                print(show(xml.decode("<a/>t")), show(xml.decode("t")), show(xml.decode("")), show(xml.decode("<a/>")), show(xml.decode("<?x?>")))
                print(xml.decode("<a")) print(xml.decode("</a>")) print(show(xml.decode("<a", "lax")), show(xml.decode("<a/></b>")))
                print(xml.decode("<a x='1' x='2'/>").attributes.x, xml.decode("<a/>").attributes)
                """) == [
                    "body:2\tbody:1\tbody:none\ta:none\tbody:none", "nil\tno element is complete", "nil\tno element is complete",
                    "body:none\ta:none", "2\tnil",
                ])
    }

    @Test func `children are found by name and fields stay fields`() throws {
        #expect(
            try run(
                """
                local r = xml.decode("<r>t<a>1</a><tag/><a>2</a></r>")
                print(r.a.children[1], r.tag, r.b, r[1], rawget(r, "a"), r.a.a)
                """) == ["1\tr\tnil\tnil\tnil\tnil"])
    }

    @Test func `attributes and text are escaped so that they come back`() throws {
        #expect(
            try run(
                """
                local node = {tag = "a", attributes = {x = "<&>\\"'"}, children = {"<&>\\"'"}}
                local text = xml.encode(node)
                print(text)
                local back = xml.decode(text)
                print(back.attributes.x == node.attributes.x, back.children[1] == node.children[1])
                print(xml.encode({tag = "a", attributes = {[1] = 2.5}}), xml.encode({tag = "a", attributes = {x = "it's"}}), xml.encode({tag = "a", attributes = {x = '"'}}))
                """) == [
                    "<a x=\"&lt;&amp;>&quot;'\">&lt;&amp;&gt;\"'</a>", "true\ttrue", "<a 1=\"2.5\"></a>\t<a x=\"it's\"></a>\t<a x='\"'></a>",
                ])
    }

    @Test func `pretty text has a line for each child`() throws {
        #expect(
            try run(
                """
                local n = {tag = "a", children = {"t", {tag = "b", children = {{tag = "c"}}}}}
                print(xml.encode(n, true)) print(xml.encode(n, "x"), xml.encode("<", true))
                """) == [
                    "<a>\n    t\n    <b>\n        <c></c>\n    </b>\n</a>", "<a>t<b><c></c></b></a>\t&lt;",
                ])
    }

    @Test func `what is no node is named with its type`() throws {
        #expect(
            try run(
                """
                local function why(...) local ok, e = pcall(...) return e:match("%b()$") or e end
                print(why(xml.encode), why(xml.encode, nil), why(xml.encode, {tag = 5}), why(xml.encode, {tag = "a", children = {true}}))
                print(why(xml.encode, {tag = "a", attributes = {x = {}}}), why(xml.encode, {tag = "a", attributes = {[true] = 1}}))
                print(why(xml.decode, {}), why(xml.decode, "", {}), why(xml.decode, ("<a>"):rep(1001)))
                local loop = {tag = "a"} loop.children = {loop}
                print(why(xml.encode, loop))
                """) == [
                    "(XML-castable type expected, got no value)\t(XML-castable type expected, got nil)\t(XML-castable type expected, got table)"
                        + "\t(XML-castable type expected, got boolean)",
                    "(string expected, got table)\t(string expected, got boolean)",
                    "(string expected, got table)\t(string expected, got table)\tDepth limit exceeded", "Depth limit exceeded",
                ])
    }

    @Test func `a thousand levels go both ways`() throws {
        #expect(
            try run(
                """
                local text = ("<a>"):rep(1000) .. ("</a>"):rep(1000)
                local node = xml.decode(text)
                print(xml.encode(node) == text, #xml.encode(node, true) > 4000000)
                local many = {}
                for i = 1, 3000 do many[i] = {tag = "i", attributes = {n = i}} end
                local all = xml.decode(xml.encode({tag = "m", children = many}))
                print(#all.children, all.children[3000].attributes.n)
                """) == ["true\ttrue", "3000\t3000"])
    }
}
