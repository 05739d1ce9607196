/// A socket that its owner has not closed.
protocol OpenSocket: AnyObject {
    func close()
}

/// A socket that its owner has closed and that still has something to do.
protocol LingeringSocket: AnyObject {
    /// The program ends: be less patient.
    func hurry()
}

/// Objects with a place each, so that one can be taken out without a search.
struct SocketTable<Member> {
    private var members: [Member?] = []
    private var freePlaces: [Int] = []

    var count: Int { members.count - freePlaces.count }

    /// - Returns: the member's place.
    mutating func insert(_ member: Member) -> Int {
        if let place = freePlaces.popLast() {
            members[place] = member
            return place
        }
        members.append(member)
        return members.count - 1
    }

    mutating func remove(at place: Int) {
        members[place] = nil
        freePlaces.append(place)
    }

    /// All members, in no order.
    ///
    /// - Complexity: O(most members there have been).
    var all: [Member] { members.compactMap(\.self) }
}
