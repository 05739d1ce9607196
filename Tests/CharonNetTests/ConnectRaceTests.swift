import CharonSystem
import Testing

@testable import CharonNet

@Suite struct ConnectRaceTests {
    private static let start = Moment(nanoseconds: 0)

    private func at(_ milliseconds: Int64) -> Moment { Self.start + .milliseconds(milliseconds) }

    private func race(_ count: Int) -> ConnectRace {
        ConnectRace(addressCount: count, limit: at(29_000))
    }

    private let refused = SocketError(.connectionRefused, operation: "connect")
    private let unreachable = SocketError(.networkUnreachable, operation: "connect")

    @Test func `IPv4 comes first and the resolver's order holds within a family`() {
        let four = [1, 2].map { Endpoint(ipv4: $0, port: 0) }
        let six = [1, 2].map { Endpoint(ipv6: 1, $0, port: 0) }
        #expect(ConnectRace.order([six[0], four[1], six[1], four[0]]) == [four[1], four[0], six[0], six[1]])
    }

    @Test func `the next attempt begins 250 ms after the last and not before`() {
        var race = race(3)
        #expect(race.next(at: at(0)) == .begin(0))
        #expect(race.next(at: at(0)) == nil)
        #expect(race.deadline == at(250))
        #expect(race.next(at: at(249)) == nil)
        #expect(race.next(at: at(250)) == .begin(1))
        #expect(race.next(at: at(250)) == nil)
        #expect(race.deadline == at(500))
        #expect(race.next(at: at(500)) == .begin(2))
        #expect(race.deadline == at(10_000))
    }

    @Test func `a failure of the latest attempt begins the next at once`() {
        var race = race(3)
        #expect(race.next(at: at(0)) == .begin(0))
        race.failed(0, refused)
        #expect(race.next(at: at(3)) == .begin(1))
        #expect(race.next(at: at(253)) == .begin(2))
        // An earlier one's failure changes nothing.
        race.failed(1, refused)
        #expect(race.next(at: at(254)) == nil)
    }

    @Test func `when all have failed the last failure is the reason`() {
        var race = race(2)
        #expect(race.next(at: at(0)) == .begin(0))
        #expect(race.next(at: at(250)) == .begin(1))
        race.failed(1, refused)
        #expect(race.next(at: at(251)) == nil)
        race.failed(0, unreachable)
        #expect(race.next(at: at(252)) == .fail(unreachable))
        #expect(race.next(at: at(252)) == nil)
        #expect(race.deadline == nil)
    }

    @Test func `an attempt of ten seconds is given up`() {
        var race = race(2)
        #expect(race.next(at: at(0)) == .begin(0))
        #expect(race.next(at: at(250)) == .begin(1))
        #expect(race.next(at: at(9_999)) == nil)
        #expect(race.next(at: at(10_000)) == .abandon(0))
        #expect(race.next(at: at(10_000)) == nil)
        #expect(race.next(at: at(10_250)) == .abandon(1))
        #expect(race.next(at: at(10_250)) == .fail(SocketError(.timeout, operation: "connect")))
    }

    @Test func `the winner ends the race`() {
        var race = race(3)
        #expect(race.next(at: at(0)) == .begin(0))
        race.won()
        #expect(race.next(at: at(1000)) == nil)
        #expect(race.deadline == nil)
    }

    @Test func `many silent addresses end at the limit of the whole`() {
        var race = race(200)
        var begun = 0
        var now: Int64 = 0
        while true {
            switch race.next(at: at(now)) {
            case .begin: begun += 1
            case .abandon: break
            case .fail(let error):
                #expect(error.code == .timeout)
                #expect(now == 29_000)
                #expect(begun == 116)
                return
            case nil:
                guard let next = race.deadline, next > at(now) else {
                    Issue.record("the race stands still")
                    return
                }
                now = next.nanoseconds / 1_000_000
            }
        }
    }

    @Test func `no addresses fail at once`() {
        var race = race(0)
        #expect(race.next(at: at(0)) == .fail(SocketError(.hostNotFound, operation: "connect")))
    }
}
