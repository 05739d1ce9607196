internal import Glibc

/// Where the present comes from: the system's monotonic clock, or a clock that a test moves by hand.
package protocol TimeSource: AnyObject {
    var now: Moment { get }
}

/// The system's monotonic clock, which does not count the time that the machine is suspended. Source: clock_gettime(2).
package final class MonotonicClock: TimeSource {
    package init() {}

    package var now: Moment {
        var time = timespec()
        // It cannot fail: the clock exists and the memory is ours.
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Moment(nanoseconds: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
    }
}
