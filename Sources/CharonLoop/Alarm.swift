package import CharonSystem

/// Who is told that an alarm's moment has come.
package protocol AlarmObserver: AnyObject {
    /// Runs on the loop's thread, inside a turn; it must not call script or user code.
    func alarmRang(_ alarm: Alarm)
}

/// A timer of the machinery itself: the stagger of two connects, the end of a drain.
///
/// While it is armed the loop keeps it, and it its observer.
package final class Alarm: Timer {
    private let loop: EventLoop
    private var observer: (any AlarmObserver)?

    package init(loop: EventLoop) {
        self.loop = loop
    }

    package var isArmed: Bool { observer != nil }

    /// Rings once at `deadline`, and not at a moment that was given before.
    package func arm(at deadline: Moment, _ observer: any AlarmObserver) {
        self.observer = observer
        loop.timers.arm(self, at: deadline)
    }

    /// Arms an alarm that is made when it is needed first.
    ///
    /// - Parameter alarm: the one there is, if there is one.
    /// - Returns: that one, or the new one.
    package static func armed(
        _ alarm: Alarm?, in loop: EventLoop, at deadline: Moment, _ observer: any AlarmObserver
    ) -> Alarm {
        let alarm = alarm ?? Alarm(loop: loop)
        alarm.arm(at: deadline, observer)
        return alarm
    }

    /// Does not ring.
    package func cancel() {
        observer = nil
        loop.timers.disarm(self)
    }

    override func expire() {
        let ringing = observer
        observer = nil
        ringing?.alarmRang(self)
    }
}
