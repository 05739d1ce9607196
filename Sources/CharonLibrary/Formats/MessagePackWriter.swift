internal import CharonSystem

/// Writes values as MessagePack.
struct MessagePackWriter: ValueWriter {
    static var needsFieldCount: Bool { true }

    var size: Int { output.count }

    let output: GrowingBytes

    init(_ output: GrowingBytes) { self.output = output }

    func null() { output.appendPackedNull() }
    func boolean(_ value: Bool) { output.appendPacked(value) }
    func integer(_ value: Int64) { output.appendPacked(value) }
    func number(_ value: Double) { output.appendPacked(value) }
    func string(_ bytes: BorrowedBytes) { output.appendPackedString(bytes) }

    func openArray(count: Int) { output.appendPackedArray(count: count) }
    func openElement(first: Bool) {}
    func closeArray(count: Int) {}

    func openObject(count: Int) { output.appendPackedMap(count: count) }
    func openField(first: Bool) {}
    func openKey(isString: Bool) {}
    func closeKey(isString: Bool) {}
    func closeObject(isEmpty: Bool) {}
}
