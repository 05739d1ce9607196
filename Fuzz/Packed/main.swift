import CFuzzer
import CharonCrypto
import CharonSystem

// Packed data as a server may send it, and whether what is packed here comes back.

private let maxBytes = 1 << 20

private func run(_ input: [UInt8]) {
    input.withBorrowedBytes { data in
        let result = Inflation(data, maxBytes: maxBytes)
        precondition(result.text.count <= maxBytes && result.packedCount <= data.count)
        precondition(result.failure == nil || result.text.isEmpty && result.packedCount == 0)
        if case .text(let text) = LZF.unpack(data, maxBytes: maxBytes) { precondition(text.count <= maxBytes) }
        if let packed = LZF.pack(data) {
            precondition(packed.count < data.count)
            let unpacked = packed.withBorrowedBytes { LZF.unpack($0, maxBytes: data.count) }
            precondition(unpacked == .text(input), "LZF does not give back what it was given")
        }
        for format in [Deflation.Format.zlib, .gzip] {
            guard let packed = try? Deflation.pack(data, as: format) else { preconditionFailure("not packed") }
            let unpacked = packed.withBorrowedBytes { Inflation($0, maxBytes: data.count) }
            precondition(unpacked.text == input && unpacked.packedCount == packed.count && !unpacked.isMismatch)
        }
    }
}

var count = CommandLine.argc
var words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &words) { bytes, size in
    run(unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: size)))
    return 0
}
