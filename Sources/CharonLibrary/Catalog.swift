/// The libraries that scripts can require: one line each.
package enum Catalog {
    package static let modules: [LibraryModule] = [
        .scheduler,
        .socket,
    ]
}
