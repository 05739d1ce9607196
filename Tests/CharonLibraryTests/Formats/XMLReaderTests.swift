import CharonSystem
import Testing

@testable import CharonLibrary

/// Writes down what a reader gives: `name(child child)[attribute=value]`, texts in quotes.
private struct Outline: XMLBuilder {
    private(set) var text = ""
    private(set) var depth = 0

    mutating func openElement(_ name: BorrowedBytes) {
        text += String(decoding: name.copy(), as: UTF8.self) + "("
        depth += 1
    }

    mutating func attribute(_ name: BorrowedBytes, _ value: BorrowedBytes) {
        text += "@" + String(decoding: name.copy(), as: UTF8.self) + "=" + String(decoding: value.copy(), as: UTF8.self) + ";"
    }

    mutating func text(_ bytes: BorrowedBytes) { text += "'" + String(decoding: bytes.copy(), as: UTF8.self) + "'" }

    mutating func closeElement() {
        text += ")"
        depth -= 1
    }
}

@Suite struct XMLReaderTests {
    private func outline(_ bytes: [UInt8], _ mode: XMLMode = .xml) throws(FormatError) -> (text: String, depth: Int, misplaced: Bool) {
        let result = bytes.withBorrowedBytes { bytes -> Result<(String, Int, Bool), FormatError> in
            var reader = XMLReader(bytes, mode: mode, builder: Outline())
            do throws(FormatError) {
                try reader.readDocument()
                return .success((reader.builder.text, reader.builder.depth, reader.hasMisplacedTags))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    @Test(arguments: [
        ("<a/>", "a()"), ("<a></a>", "a()"), ("<a x=\"1\" y='2'/>", "a(@x=1;@y=2;)"), ("<a\tx = \"1\"\n\ty='2' />", "a(@x=1;@y=2;)"),
        ("<a> <b/> </a>", "a(b())"), ("<a>  t <b> u </b> v </a> ", "a('t 'b('u ')'v ')"),
        ("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x \"y>\">]><a>&x;</a>", "a('&x;')"),
        ("<a>1<!-- > <b> -->2</a>", "a('12')"), ("<a> <!-- c --> t</a>", "a('t')"), ("<!-- <x/> --><a/>", "a()"),
        ("<a>x<![CDATA[<&lt;]]> y</a>", "a('x<&lt; y')"), ("<![CDATA[<t>]]>", "'<t>'"),
        ("<a>&lt;&gt;&amp;&#34;&quot;&apos;&#x41;&#233;&amp;lt;</a>", "a('<>&\"\"'Aé&lt;')"),
        ("<a>&#0;&#xD800;&#x110000;&#;&#x;&nbsp;&</a>", "a('&#0;&#xD800;&#x110000;&#;&#x;&nbsp;&')"),
        ("<a x=\"&lt;&quot;&#65;\"/>", "a(@x=<\"A;)"), ("<a flag x=1 y=\"2\"/>", "a(@y=2;)"),
        ("<a><b></a>", "a(b())"), ("<a><b><c></b>t</a>", "a(b(c())'t')"), ("<a>t</x>u</a>", "a('tu')"), ("<a>t</a >u", "a('t')'u'"),
        ("<a>unclosed", "a('unclosed')"), ("<a x=\"1", "a()"), ("<a", ""), ("</a>", ""), ("", ""), ("<a/><b", "a()"),
        ("<a><?pi x=\"1\"?></a>", "a(?pi(@x=1;))"), ("<x>1</x><!-- open", "x('1')"), ("a > b", "'a > b'"),
        ("<a/><b/>t", "a()b()'t'"), ("<>t</>", "('t')"),
    ])
    func `a document is read into its elements`(text: String, expected: String) throws {
        let read = try outline(Array(text.utf8))
        #expect(read.text == expected)
        #expect(read.depth == 0)
    }

    @Test(arguments: [
        ("<a flag x=1 y=\"2\"/>", XMLMode.lax, "a(@flag=;@x=1;@y=2;)"), ("<input disabled name=n>", .html, "input(@disabled=;@name=n;)"),
        ("<p>one<br>two<img src=\"x\"/>three</p>", .html, "p('one'br()'two'img(@src=x;)'three')"), ("<br>t", .lax, "br('t')"),
        ("<a href=/x/y/>t", .lax, "a(@href=/x/y;)'t'"), ("<div/>t", .html, "div('t')"), ("<br></br>t", .html, "br()'t'"),
        ("<a =x>", .lax, "a(@=x=;)"),
    ])
    func `the lax modes forgive more`(text: String, mode: XMLMode, expected: String) throws {
        #expect(try outline(Array(text.utf8), mode).text == expected)
    }

    @Test(arguments: ["<a", "</a>", "<a/></b>", "<!DOCTYPE"])
    func `misplaced tags are noticed`(text: String) throws {
        #expect(try outline(Array(text.utf8)).misplaced)
    }

    @Test func `a thousand levels are read and more are refused`() throws {
        #expect(throws: Never.self) { try outline(Array(String(repeating: "<a>", count: 1000).utf8)) }
        #expect(throws: FormatError.tooDeep) { try outline(Array(String(repeating: "<a>", count: 1001).utf8)) }
    }

    @Test func `what never ends is looked for once`() throws {
        // Each of these would take minutes if every mark were searched to the end again.
        for piece in ["<!-- >", "<![CDATA[", "<?", "</a", "<!x '", "<!x [", "<a></b>", "&#1", "<a b=\"", "</x>"] {
            let text = Array(String(repeating: piece, count: 50_000).utf8)
            for mode in [XMLMode.xml, .html] {
                do throws(FormatError) { _ = try outline(text, mode) } catch { #expect(error == .tooDeep) }
            }
        }
    }

    @Test func `mutated documents are read or refused`() {
        let seed = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x \"y\">]><a x='1'>t &amp; <b/><!-- c --><![CDATA[d]]><br>e</a>"
        let dictionary = ["<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "=", "\"", "'", "&#", ";", "</a>", "<br>"]
        var random = SeededGenerator(seed: 9)
        for round in 0..<20_000 {
            let bytes = random.mutate(Array(seed.utf8), dictionary: dictionary)
            let mode = [XMLMode.xml, .lax, .html][round % 3]
            do throws(FormatError) {
                #expect(try outline(bytes, mode).depth == 0)
            } catch {
                #expect(error == .tooDeep)
            }
        }
    }
}
