/// The libraries that scripts can require: one line each.
package enum Catalog {
    package static var modules: [LibraryModule] {
        [
            .bigint,
            .http,
            .json,
            .scheduler,
            .socket,
        ]
    }
}
