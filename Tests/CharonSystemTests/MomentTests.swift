import CharonSystem
import Testing

@Suite struct MomentTests {
    @Test func `a moment and a duration make a later moment`() {
        let moment = Moment(nanoseconds: 5)
        #expect(moment + .nanoseconds(10) == Moment(nanoseconds: 15))
        #expect(moment + .milliseconds(1) == Moment(nanoseconds: 1_000_005))
        #expect((moment + .seconds(2)) - moment == .seconds(2))
        #expect(moment + .nanoseconds(-5) < moment)
    }

    @Test func `what is too late to be counted is never`() {
        #expect(Moment(nanoseconds: 5) + .nanoseconds(Int64.max) == .never)
        #expect(Moment(nanoseconds: 5) + .seconds(Int64.max) == .never)
        #expect(Moment(nanoseconds: -5) + .seconds(Int64.min) == Moment(nanoseconds: .min))
        #expect(Moment.never > Moment(nanoseconds: .max - 1))
    }

    @Test func `the monotonic clock goes forward`() {
        let clock = MonotonicClock()
        let first = clock.now
        #expect(clock.now >= first)
    }
}
