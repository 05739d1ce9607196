/// A point in time on a clock that only goes forward, in nanoseconds from an origin that means nothing.
@usableFromInline
package struct Moment: Comparable, Hashable, Sendable {
    @usableFromInline package let nanoseconds: Int64

    @inlinable
    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Later than all others: what is due then never happens.
    @inlinable
    package static var never: Moment { Moment(nanoseconds: .max) }

    @inlinable
    package static func < (left: Moment, right: Moment) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The moment `duration` later; what is too late to be counted is `never`.
    package static func + (moment: Moment, duration: Duration) -> Moment {
        let (sum, overflow) = moment.nanoseconds.addingReportingOverflow(duration.saturatingNanoseconds)
        return overflow ? (duration < .zero ? Moment(nanoseconds: .min) : .never) : Moment(nanoseconds: sum)
    }

    /// The moment so many milliseconds later, `never` if that is too late to be counted.
    package func advanced(milliseconds: Int64) -> Moment {
        let (span, isTooLong) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, isTooLate) = nanoseconds.addingReportingOverflow(span)
        return isTooLong || isTooLate ? .never : Moment(nanoseconds: sum)
    }

    /// How long it is from `right` to `left`; less than zero if `left` comes first.
    package static func - (left: Moment, right: Moment) -> Duration {
        let (difference, overflow) = left.nanoseconds.subtractingReportingOverflow(right.nanoseconds)
        return .nanoseconds(overflow ? (left < right ? .min : .max) : difference)
    }
}

extension Duration {
    /// The whole nanoseconds, held at the ends of what 64 bits can count.
    package var saturatingNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carry) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflow || carry ? (seconds < 0 ? .min : .max) : sum
    }
}
