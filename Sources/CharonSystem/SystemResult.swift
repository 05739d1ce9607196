internal import Glibc

/// What a system call returned: a value, or the number of its failure, in one machine word.
package struct SystemResult: Hashable, Sendable {
    /// The value if it is 0 or more; a failure's number, negated, if it is less.
    package let word: Int

    /// A call that returned `value`, 0 or more.
    package init(value: Int) {
        word = value
    }

    /// A call that failed.
    package init(failure: ErrorNumber) {
        word = -Int(failure.rawValue)
    }

    /// What a C function returned: -1 says that `errno` holds the failure. It must be read before anything else runs.
    @inline(__always)
    init(returned: Int) {
        word = returned >= 0 ? returned : -Int(errno)
    }

    @inline(__always)
    init(returned: Int32) {
        self.init(returned: Int(returned))
    }

    /// The failure, or nil if the call succeeded.
    package var failure: ErrorNumber? {
        word < 0 ? ErrorNumber(rawValue: Int32(truncatingIfNeeded: -word)) : nil
    }

    /// Whether the call failed with `number`.
    package func failed(with number: ErrorNumber) -> Bool {
        word == -Int(number.rawValue)
    }

    /// The value as a descriptor.
    ///
    /// - Throws: the failure, with the name of the call.
    package func descriptor(from call: StaticString) throws(SystemError) -> Int32 {
        if let failure {
            throw SystemError(number: failure, call: call)
        }
        return Int32(truncatingIfNeeded: word)
    }
}

/// A system call that failed.
package struct SystemError: Error, Sendable {
    package let number: ErrorNumber

    /// The call's name, such as `epoll_ctl`.
    package let call: StaticString

    package init(number: ErrorNumber, call: StaticString) {
        self.number = number
        self.call = call
    }
}
