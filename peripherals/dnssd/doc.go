// Package dnssd asks who is on the local network that prints or scans: one
// question by multicast (RFC 6762), what is announced in return (RFC 6763), for
// three seconds. It keeps no watch and resolves no name for anybody else, and
// nothing of it opens a device.
//
// Whoever is on the network can answer. So an answer counts only from the link
// it was asked on, names an address of that link, is bounded in each of its
// parts, and puts nothing in service.
package dnssd
