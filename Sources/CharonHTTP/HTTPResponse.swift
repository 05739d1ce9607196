/// What a server has answered.
package struct HTTPResponse {
    /// The status code, 100 to 999.
    package let status: Int
    /// The text beside the code; where the protocol has none (HTTP/2), the usual one.
    package let statusText: [UInt8]
    /// Header fields in the order in which they came, the name in canonical capitals, values of one name joined.
    package let headers: [(name: String, value: [UInt8])]
    /// The content, decoded.
    package let body: [UInt8]
}
