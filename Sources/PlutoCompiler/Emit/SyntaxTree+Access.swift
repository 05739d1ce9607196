import PlutoSyntax

/// The accessors of the tree, a second time: the compiler does not inline what another module declares for the package
/// only, and a call of it copies the whole tree's struct.
extension SyntaxTree {
    /// The node with a number.
    subscript(node: NodeID) -> Node {
        @inline(__always) get { nodes[Int(node)] }
    }

    /// The number of items of a list.
    @inline(__always)
    func count(of list: ListID) -> Int { Int(lists[Int(list)]) }

    /// An item of a list, counted from 0.
    @inline(__always)
    func item(_ index: Int, of list: ListID) -> UInt32 { lists[Int(list) + 1 + index] }

    /// The items of a list.
    @inline(__always)
    func items(of list: ListID) -> ArraySlice<UInt32> {
        let start = Int(list) + 1
        return lists[start..<start + Int(lists[Int(list)])]
    }
}
