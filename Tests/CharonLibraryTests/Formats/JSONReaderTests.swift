import CharonSystem
import Testing

@testable import CharonLibrary

@Suite struct JSONReaderTests {
    private func reason(_ text: String) -> String? {
        do throws(FormatError) {
            _ = try DocumentBuilder.json(text)
            return nil
        } catch {
            guard case .invalid(let offset, let reason) = error else { return "\(error)" }
            return "\(offset): \(reason)"
        }
    }

    @Test func `a document is read into its values in order`() throws {
        let value = try DocumentBuilder.json(#" {"a": [1, -2.5, true, null], "b": {"c": "d"}, "a": []} "#)
        #expect(
            value
                == .object([
                    .init(key: .text("a"), value: .array([.integer(1), .number(-2.5), .boolean(true), .null])),
                    .init(key: .text("b"), value: .object([.init(key: .text("c"), value: .text("d"))])),
                    .init(key: .text("a"), value: .array([])),
                ]))
    }

    // RFC 8259, section 13.
    @Test(arguments: [
        (
            #"""
            {
              "Image": {
                  "Width":  800,
                  "Height": 600,
                  "Title":  "View from 15th Floor",
                  "Thumbnail": {
                      "Url":    "http://www.example.com/image/481989943",
                      "Height": 125,
                      "Width":  100
                  },
                  "Animated" : false,
                  "IDs": [116, 943, 234, 38793]
                }
            }
            """#,
            .object([
                field(
                    "Image",
                    .object([
                        field("Width", .integer(800)), field("Height", .integer(600)),
                        field("Title", .text("View from 15th Floor")),
                        field(
                            "Thumbnail",
                            .object([
                                field("Url", .text("http://www.example.com/image/481989943")),
                                field("Height", .integer(125)), field("Width", .integer(100)),
                            ])),
                        field("Animated", .boolean(false)),
                        field("IDs", .array([.integer(116), .integer(943), .integer(234), .integer(38793)])),
                    ]))
            ])
        ),
        (
            #"[{"precision": "zip", "Latitude": 37.7668, "Longitude": -122.3959, "Zip": "94107"}]"#,
            .array([
                .object([
                    field("precision", .text("zip")), field("Latitude", .number(37.7668)),
                    field("Longitude", .number(-122.3959)), field("Zip", .text("94107")),
                ])
            ])
        ),
        (#""Hello world!""#, .text("Hello world!")), ("42", .integer(42)), ("true", .boolean(true)),
        // Sections 7 and 8.3: a clef outside of the first plane, and a comparison of strings with an escape.
        (#""\uD834\uDD1E""#, .text("\u{1D11E}")), (#""a\u005Cb""#, .text(#"a\b"#)),
    ] as [(String, DocumentValue)])
    func `the examples of RFC 8259 are read`(text: String, value: DocumentValue) throws {
        #expect(try DocumentBuilder.json(text) == value)
    }

    private static func field(_ name: String, _ value: DocumentValue) -> DocumentValue.Field {
        .init(key: .text(name), value: value)
    }

    @Test(arguments: [
        ("0", .integer(0)), ("-0", .integer(0)), ("01", .integer(1)), ("-17", .integer(-17)),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("9223372036854775808", .number(9_223_372_036_854_775_808)),
        ("-9223372036854775809", .number(-9_223_372_036_854_775_808)),
        ("18446744073709551615", .number(1.8446744073709552e19)),
        ("18446744073709551616", .number(1.8446744073709552e19)),
        ("100000000000000000000000", .number(1e23)),
        ("1.", .number(1)), (".5", .number(0.5)), ("-.5", .number(-0.5)), ("1e5", .number(100000)),
        ("1E+2", .number(100)), ("25e-2", .number(0.25)), ("0.1", .number(0.1)), ("-0.0", .number(-0.0)),
        ("1e400", .number(.infinity)), ("-1e400", .number(-.infinity)), ("1e-400", .number(0)),
        ("0e99999999999999999999999999", .number(0)), ("1e99999999999999999999999999", .number(.infinity)),
        ("1e-99999999999999999999999999", .number(0)), ("5e-324", .number(.leastNonzeroMagnitude)),
        ("2.2250738585072011e-308", .number(Double(bitPattern: 0x000F_FFFF_FFFF_FFFF))),
        ("1.7976931348623157e308", .number(.greatestFiniteMagnitude)),
        ("9007199254740993", .integer(9_007_199_254_740_993)), ("9007199254740993.0", .number(9_007_199_254_740_992)),
        ("0.000000000000000000000000000001", .number(1e-30)),
    ] as [(String, DocumentValue)])
    func `a number is read as the nearest value of its kind`(text: String, value: DocumentValue) throws {
        let read = try DocumentBuilder.json(text)
        #expect(read == value)
        if case .number(let number) = read { #expect((number.sign == .minus) == text.hasPrefix("-")) }
    }

    @Test func `random floats are read back exactly`() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            let text = value.description.contains("e") ? value.description : value.description + "e0"
            #expect(try DocumentBuilder.json(text) == .number(value))
        }
    }

    @Test func `digits that no float can tell apart still round correctly`() throws {
        // Halfway between two floats, and a hair above it, a thousand digits on.
        let half = "9007199254740993"
        let zeros = String(repeating: "0", count: 1200)
        #expect(try DocumentBuilder.json(half + "." + zeros) == .number(9_007_199_254_740_992))
        #expect(try DocumentBuilder.json(half + "." + zeros + "1") == .number(9_007_199_254_740_994))
        #expect(try DocumentBuilder.json("0." + zeros + "1e1201") == .number(1))
        #expect(try DocumentBuilder.json("1" + zeros + "e-1200") == .number(1))
    }

    @Test(arguments: [
        (#""""#, ""), (#""a\"b\\c\/d""#, "a\"b\\c/d"), (#""\n\r\t\b\f""#, "\n\r\t\u{8}\u{c}"),
        (#""\u0041\u00e9\u20AC""#, "Aé€"), (#""\uD83D\uDE00""#, "😀"), (#""\uD83D""#, "\u{FFFD}"),
        (#""\uDE00x""#, "\u{FFFD}x"), (#""\uD83D\u0041""#, "\u{FFFD}A"), (#""\uD83D\uD83D\uDE00""#, "\u{FFFD}😀"),
        (#""\q\'""#, "q'"), ("\"a\u{1}\nb\"", "a\u{1}\nb"), (#""\uD83D\n""#, "\u{FFFD}\n"),
    ])
    func `a string's escapes are replaced`(text: String, value: String) throws {
        #expect(try DocumentBuilder.json(text) == .text(value))
    }

    @Test func `bytes that are no UTF-8 pass as they are`() throws {
        #expect(try DocumentBuilder.json([0x22, 0xFF, 0x80, 0x5C, 0xC3, 0x22]) == .string([0xFF, 0x80, 0xC3]))
    }

    @Test(arguments: [
        "/* a */ [ // b\n 1 /**/ , // c\n 2 , /* d */ ] // e", "[1,2,]", "\t[\r\n1 ,2]", "[/***/1,/*/*/2]",
    ])
    func `comments, white space and a last comma are skipped`(text: String) throws {
        #expect(try DocumentBuilder.json(text) == .array([.integer(1), .integer(2)]))
    }

    @Test func `keys may be numbers and booleans`() throws {
        #expect(
            try DocumentBuilder.json(#"{1:"a",2.5:"b",true:"c",}"#)
                == .object([
                    .init(key: .integer(1), value: .text("a")), .init(key: .number(2.5), value: .text("b")),
                    .init(key: .boolean(true), value: .text("c")),
                ]))
    }

    @Test(arguments: [
        ("", "0: unexpected end"), ("  ", "2: unexpected end"), ("tru", "0: unexpected 't'"), ("1 2", "2: unexpected '2'"),
        ("nullx", "4: unexpected 'x'"), ("[1", "2: unexpected end"), ("[1 2]", "3: unexpected '2'"),
        ("[1}", "2: unexpected '}'"), ("[,1]", "1: unexpected ','"), ("[1,,2]", "3: unexpected ','"),
        ("{\"a\"}", "4: unexpected '}'"), ("{\"a\":}", "5: unexpected '}'"), ("{\"a\":1", "6: unexpected end"),
        ("{\"a\":1]", "6: unexpected ']'"), ("{,}", "1: unexpected ','"), ("{null:1}", "1: unexpected 'n'"),
        ("{[]:1}", "1: unexpected '['"), ("}", "0: unexpected '}'"), ("\"abc", "4: unexpected end"),
        ("\"abc\\", "5: unexpected end"), ("\"\\u12G4\"", "5: unexpected 'G'"), ("\"\\u12", "5: unexpected end"),
        ("-", "1: unexpected end"), (".", "1: unexpected end"), ("1e", "2: unexpected end"), ("1e+x", "3: unexpected 'x'"),
        ("/", "0: unexpected '/'"), ("/ 1", "0: unexpected '/'"), ("1 /* x", "2: unfinished comment"),
        ("/*/", "0: unfinished comment"), ("\u{1}", "0: unexpected byte 0x01"), ("+1", "0: unexpected '+'"),
        ("[1,2] // x\n]", "11: unexpected ']'"),
    ])
    func `broken text is refused where it breaks`(text: String, expected: String) {
        #expect(reason(text) == expected)
    }

    @Test func `ninety-nine levels are read and a hundred are refused`() throws {
        func nested(_ open: String, _ close: String, _ count: Int) -> String {
            String(repeating: open, count: count) + String(repeating: close, count: count)
        }
        #expect(throws: Never.self) { try DocumentBuilder.json(nested("[", "]", 99)) }
        #expect(throws: FormatError.tooDeep) { try DocumentBuilder.json(nested("[", "]", 100)) }
        #expect(throws: FormatError.tooDeep) { try DocumentBuilder.json(String(repeating: "{\"a\":[", count: 100_000)) }
    }

    @Test func `mutated documents are read or refused`() {
        let seeds = [
            #"{"jsonrpc":"2.0","id":1,"method":"add","params":[2,3.5e-3,null,true,false,"é\u00e9\uD83D\uDE00\n"]}"#,
            #"[[[],{}],{"a":{"b":[1,2,3]}},-0.0,1e5,"\\\"",12345678901234567890] // c"#,
            #"/* c */ {1:"x",true:[.5,01,],} "#,
        ]
        let dictionary = ["[", "]", "{", "}", "\"", "\\u", "\\uD800", "\\", "/*", "//", "1e", "-", "null", ",", ":", "9999999999"]
        var random = SeededGenerator(seed: 1)
        for round in 0..<30_000 {
            let bytes = random.mutate(Array(seeds[round % seeds.count].utf8), dictionary: dictionary)
            do throws(FormatError) {
                _ = try DocumentBuilder.json(bytes)
            } catch {
                if case .invalid(let offset, _) = error { #expect(offset >= 0 && offset <= bytes.count) }
            }
        }
    }
}
