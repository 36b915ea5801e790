// Package openapi holds the wire of desk/uplink as an OpenAPI 3.0.3 document,
// for those who build a centre of their own or a gateway in front of one. Tests
// hold it against the wire's types and against what desk and centre say.
//
// It is not what either side runs on: nothing is generated from it here.
package openapi

import (
	_ "embed"
	"io"
	"net/http"
	"strconv"

	"xiaochuang/desk/uplink"
)

//go:embed sync.yaml
var document string

// Path is where a centre serves the document.
const Path = uplink.Root + "/openapi.yaml"

// Document is the document as YAML.
func Document() string { return document }

// Handler serves the document in the name of the centre of a generation.
func Handler(generation func() string) http.Handler {
	digest := uplink.ContentDigest([]byte(document))
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "application/yaml")
		h.Set("Content-Length", strconv.Itoa(len(document)))
		h.Set(uplink.HeaderDigest, digest)
		h.Set(uplink.HeaderCentre, generation())
		io.WriteString(w, document)
	})
}
