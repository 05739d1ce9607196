import CCharon
import CFuzzer

@testable import CharonHTTP

// URLs that scripts make up, and the heads of responses.

private func run(_ input: [UInt8]) {
    guard let part = input.first else { return }
    let text = Array(input.dropFirst())
    if part % 2 == 0 {
        guard let url = try? HTTPURL(text) else { return }
        precondition(url.text.utf8.allSatisfy { $0 > 0x20 || $0 >= 0x80 }, "a URL that is not encoded")
        return
    }
    var head = ResponseHead()
    for line in text.split(separator: 10, omittingEmptySubsequences: false) {
        do { try head.take(Array(line) + [10]) } catch { return }
    }
    precondition(Set(head.fields.map(\.name)).count == head.fields.count, "a field that stands there twice")
    _ = head.endsWithConnection(method: "GET")
}

guard unsafe charon_curl_load() == nil else { fatalError("no libcurl") }
var count = CommandLine.argc
var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &words) { bytes, size in
    run(unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: size)))
    return 0
}
