import CharonSystem
import Testing

@testable import CharonNet

@Suite struct ClosingSequenceTests {
    private func at(_ seconds: Int64) -> Moment { Moment(nanoseconds: 0) + .seconds(seconds) }

    @Test func `output may take 30 s from the last progress`() {
        var sequence = ClosingSequence(peerHasEnded: false)
        #expect(sequence.madeProgress(at: at(0)) == .wait(until: at(30)))
        #expect(sequence.madeProgress(at: at(29)) == .wait(until: at(59)))
        #expect(sequence.finish() == .close)
        #expect(sequence.state == .finished)
    }

    @Test func `after the output the stream is ended and drained for 2 s`() {
        var sequence = ClosingSequence(peerHasEnded: false)
        _ = sequence.madeProgress(at: at(0))
        #expect(sequence.wroteAll(at: at(1)) == .endSending(thenWaitUntil: at(3)))
        #expect(sequence.state == .draining)
        #expect(sequence.finish() == .close)
        #expect(sequence.state == .finished)
    }

    @Test func `a peer that has ended need not be waited for`() {
        var sequence = ClosingSequence(peerHasEnded: true)
        #expect(sequence.wroteAll(at: at(1)) == .close)
        #expect(sequence.state == .finished)
    }

    @Test func `at the program's end output may stand still for 10 s`() {
        var sequence = ClosingSequence(peerHasEnded: false)
        _ = sequence.madeProgress(at: at(0))
        #expect(sequence.hurry(at: at(5)) == .wait(until: at(15)))
        #expect(sequence.madeProgress(at: at(6)) == .wait(until: at(16)))
        _ = sequence.wroteAll(at: at(7))
        #expect(sequence.hurry(at: at(8)) == nil)
    }
}
