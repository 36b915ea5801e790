package openapi_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"xiaochuang/desk/uplink"
)

// goldens says which schema each golden file of the wire has, and where the
// document shows it.
var goldens = map[string]struct{ schema, path, status, example string }{
	"enrol.request":        {"Enrol", uplink.EnrolPath, "", ""},
	"enrol.response":       {"Enrolled", uplink.EnrolPath, "200", ""},
	"hello.request":        {"Hello", uplink.HelloPath, "", ""},
	"hello.response":       {"Welcome", uplink.HelloPath, "200", "continue"},
	"hello.response.order": {"Welcome", uplink.HelloPath, "200", "order"},
	"events.response":      {"Appended", uplink.EventsPath, "200", ""},
	"missing.request":      {"Ask", uplink.MissingPath, "", ""},
	"missing.response":     {"Missing", uplink.MissingPath, "200", ""},
	"part.response":        {"PartTaken", uplink.PartPath("{id}"), "202", ""},
	"feed.response":        {"Page", uplink.FeedPath, "200", ""},
	"feed.line":            {"FeedLine", "", "", ""},
	"log.response":         {"LogPage", uplink.LogPath, "200", ""},
	"witness.request":      {"Testimony", uplink.WitnessPath, "", ""},
	"witness.response":     {"Witnessed", uplink.WitnessPath, "200", ""},
	"rekey.request":        {"Rekey", uplink.RekeyPath, "", ""},
	"rekey.response":       {"Rekeyed", uplink.RekeyPath, "200", ""},
	"announcement":         {"StreetAnnouncement", "", "", ""},
	"roster":               {"StreetRoster", "", "", ""},
	"desk.command":         {"StreetOrder", "", "", ""},
	"rectification":        {"StreetRectification", "", "", ""},
	"manifest.response":    {"Manifest", uplink.ManifestPath, "200", ""},
	"delta.piece":          {"Piece", "", "", ""},
	"fault":                {"Fault", "", "", ""},
}

// golden reads a golden file as JSON.
func golden(t *testing.T, name string) map[string]any {
	t.Helper()
	b, err := os.ReadFile("../../../desk/uplink/testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func fits(doc *openapi3.T, schema string, v any) error {
	return doc.Components.Schemas[schema].Value.VisitJSON(v, openapi3.EnableFormatValidation())
}

func TestGoldenFilesFit(t *testing.T) {
	files, err := filepath.Glob("../../../desk/uplink/testdata/*.json")
	if err != nil || len(files) != len(goldens) {
		t.Errorf("%d golden files, %d known here (%v)", len(files), len(goldens), err)
	}
	doc := load(t, true)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		g, ok := goldens[name]
		if !ok {
			t.Errorf("%s has no schema here", name)
			continue
		}
		v := golden(t, name)
		if err := fits(doc, g.schema, v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if g.path != "" && !reflect.DeepEqual(shown(doc, g.path, g.status, g.example), any(v)) {
			t.Errorf("%s is not what the document shows", name)
		}
	}
}

// shown is the example of a request, or of an answer with a status.
func shown(doc *openapi3.T, path, status, example string) any {
	op := doc.Paths.Value(path).Post
	if op == nil {
		op = doc.Paths.Value(path).Get
	}
	var m *openapi3.MediaType
	if status == "" {
		m = op.RequestBody.Value.Content.Get(uplink.TypeJSON)
	} else {
		m = op.Responses.Value(status).Value.Content.Get(uplink.TypeJSON)
	}
	if example != "" {
		return m.Examples[example].Value.Value
	}
	return m.Example
}

// TestWrongMembersDoNotFit is the control: of every golden file, each member in
// turn is of another type, is left out, or has another name.
func TestWrongMembersDoNotFit(t *testing.T) {
	doc, strict := load(t, false), load(t, true)
	for name, g := range goldens {
		good := golden(t, name)
		required := doc.Components.Schemas[g.schema].Value.Required
		for member, v := range good {
			bad := maps.Clone(good)
			if bad[member] = any("a text"); reflect.TypeOf(v).Kind() == reflect.String {
				bad[member] = any(1.5)
			}
			if fits(doc, g.schema, bad) == nil {
				t.Errorf("%s fits with %s %v", name, member, bad[member])
			}
			delete(bad, member)
			if err := fits(doc, g.schema, bad); slices.Contains(required, member) != (err != nil) {
				t.Errorf("%s without %s: %v", name, member, err)
			}
			bad = maps.Clone(good)
			bad[member+"x"] = v
			if err := fits(doc, g.schema, bad); err != nil {
				t.Errorf("%s with %sx besides, as of a later version: %v", name, member, err)
			}
			if fits(strict, g.schema, bad) == nil {
				t.Errorf("%s fits strictly with %sx", name, member)
			}
		}
	}
}
