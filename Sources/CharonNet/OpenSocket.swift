/// A socket that its owner has not closed.
protocol OpenSocket: AnyObject {
    func close()
}

/// A socket that its owner has closed and that still has something to do.
protocol LingeringSocket: AnyObject {
    /// The program ends: be less patient.
    func hurry()
    /// There is no time left: close the descriptor.
    func abandon()
}
