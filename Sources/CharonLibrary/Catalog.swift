/// The libraries that scripts can require: one line each.
package enum Catalog {
    package static var modules: [LibraryModule] {
        [
            .assert,
            .base32,
            .base64,
            .bigint,
            .buffer,
            .cat,
            .crypto,
            .http,
            .json,
            .regex,
            .scheduler,
            .socket,
            .star,
            .url,
            .vector3,
            .xml,
        ]
    }
}
