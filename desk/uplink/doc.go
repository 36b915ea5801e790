// Package uplink is the night run between a desk and its street centre: the
// wire types of /sync/v1 with golden files, what both sides hash and sign, the
// decision table of hello, and the Courier, which carries the journal and the
// pages up and the street's decisions down. Everything that moves may be cut,
// repeated or replayed at any moment; the Courier goes on where both sides
// stand.
//
// It is not a client and not a store: it opens no connection, file or database,
// holds no key and reads no clock but the one it is given. The HTTP client is in
// store/centre, the desk's side of the outbox in store.
package uplink
