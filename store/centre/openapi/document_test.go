package openapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"xiaochuang/desk"
	"xiaochuang/desk/uplink"
	"xiaochuang/store/centre/openapi"
)

// load reads the document anew. A strict one takes no member that it does not
// name, so that nothing goes undocumented.
func load(t testing.TB, strict bool) *openapi3.T {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData([]byte(openapi.Document()))
	if err != nil {
		t.Fatal(err)
	}
	if !strict {
		return doc
	}
	no := false
	for _, s := range doc.Components.Schemas {
		if a := &s.Value.AdditionalProperties; len(s.Value.Properties) > 0 && a.Has == nil && a.Schema == nil {
			a.Has = &no
		}
	}
	return doc
}

// operations calls f with every operation of the document.
func operations(doc *openapi3.T, f func(method, path string, op *openapi3.Operation)) {
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			f(method, path, op)
		}
	}
}

// extension decodes a member that begins with x-.
func extension[T any](t testing.TB, of map[string]any, name string) (v T) {
	t.Helper()
	b, err := json.Marshal(of[name])
	if err == nil {
		err = json.Unmarshal(b, &v)
	}
	if err != nil || of[name] == nil {
		t.Fatalf("%s is %v: %v", name, of[name], err)
	}
	return v
}

func TestDocumentIsValid(t *testing.T) {
	doc := load(t, false)
	if doc.OpenAPI != "3.0.3" || doc.Info.Version != strconv.Itoa(uplink.Version) {
		t.Errorf("OpenAPI %s of wire %s", doc.OpenAPI, doc.Info.Version)
	}
	if err := doc.Validate(context.Background(), openapi3.EnableSchemaFormatValidation()); err != nil {
		t.Error(err)
	}
	for _, lax := range []string{"&", "*"} { // Anchors and aliases: gateways do not read them.
		for n, line := range strings.Split(openapi.Document(), "\n") {
			if _, value, ok := strings.Cut(line, ": "); ok && strings.HasPrefix(value, lax) {
				t.Errorf("line %d has %s", n+1, lax)
			}
		}
	}
}

// TestPathsAreTheWires holds that every path of the wire is in the document, with
// GET and POST alone.
func TestPathsAreTheWires(t *testing.T) {
	doc := load(t, false)
	want := map[string]string{
		uplink.EnrolPath: "POST", uplink.HelloPath: "POST", uplink.EventsPath: "POST", uplink.MissingPath: "POST",
		uplink.PartPath("{id}"): "POST", uplink.FeedPath: "GET", uplink.ManifestPath: "GET",
		uplink.DeltaPath: "GET", uplink.ObjectPath("{id}"): "GET", uplink.LogPath: "GET", uplink.WitnessPath: "POST", uplink.RekeyPath: "POST", openapi.Path: "GET", "/health": "GET",
	}
	n := 0
	operations(doc, func(method, path string, op *openapi3.Operation) {
		n++
		if want[path] != method || op.OperationID == "" || op.Summary == "" {
			t.Errorf("%s %s", method, path)
		}
	})
	if n != len(want) {
		t.Errorf("%d operations, want %d", n, len(want))
	}
}

// TestSchemasAreTheWiresTypes holds every schema against the type that goes over
// the wire: the same members, and those that are always there required.
func TestSchemasAreTheWiresTypes(t *testing.T) {
	doc := load(t, false)
	for name, v := range map[string]any{
		"Enrol": uplink.Enrol{}, "Enrolled": uplink.Enrolled{}, "Hello": uplink.Hello{}, "Pending": uplink.Pending{},
		"Welcome": uplink.Welcome{}, "Limits": uplink.Limits{}, "CataloguePoint": uplink.CataloguePoint{},
		"NextWindow": uplink.NextWindow{}, "Appended": uplink.Appended{}, "Quarantined": uplink.Quarantined{},
		"Ask": uplink.Ask{}, "Missing": uplink.Missing{}, "Want": uplink.Want{}, "PartTaken": uplink.PartTaken{},
		"Page": uplink.Page{}, "Signed": uplink.Signed{}, "FeedLine": uplink.FeedLine{}, "Fault": uplink.Fault{},
		"Line": desk.Line{}, "StreetDecision": desk.StreetDecision{}, "StreetEntry": desk.StreetEntry{},
		"StreetCheck": desk.StreetCheck{}, "CheckedCase": desk.CheckedCase{}, "LogPage": uplink.LogPage{},
		"LogLine": uplink.LogLine{}, "SealedKey": uplink.SealedKey{}, "Testimony": uplink.Testimony{},
		"Witnessed": uplink.Witnessed{}, "Refused": uplink.Refused{},
		"Rekey": uplink.Rekey{}, "Rekeyed": uplink.Rekeyed{}, "StreetAnnouncement": desk.StreetAnnouncement{},
		"StreetRoster": desk.StreetRoster{}, "RosterDuty": desk.RosterDuty{}, "StreetOrder": desk.StreetOrder{},
		"StreetRectification": desk.StreetRectification{},
		"Manifest":            uplink.Manifest{}, "Object": uplink.Object{}, "Piece": uplink.Piece{},
		"CasePrivate": desk.CasePrivate{}, "Person": desk.Person{},
	} {
		s := doc.Components.Schemas[name].Value
		var members, always []string
		for f := range reflect.TypeOf(v).Fields() {
			tag, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
			if tag == "-" {
				continue
			}
			members = append(members, tag)
			if !strings.Contains(opts, "omitempty") {
				always = append(always, tag)
			}
		}
		var have []string
		for member := range s.Properties {
			have = append(have, member)
		}
		slices.Sort(members)
		slices.Sort(always)
		slices.Sort(have)
		required := slices.Sorted(slices.Values(s.Required))
		if !slices.Equal(have, members) {
			t.Errorf("%s has %q, the wire %q", name, have, members)
		}
		if !slices.Equal(required, always) {
			t.Errorf("%s requires %q, the wire always has %q", name, required, always)
		}
	}
}

// constants are the string constants of a file of desk/uplink whose names begin
// so.
func constants(t *testing.T, file, prefix string) (values []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../../../desk/uplink/"+file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		s, ok := n.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(s.Names[0].Name, prefix) {
			return true
		}
		if lit, ok := s.Values[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
			v, _ := strconv.Unquote(lit.Value)
			values = append(values, v)
		}
		return true
	})
	slices.Sort(values)
	if len(values) == 0 {
		t.Fatalf("no constants %s in %s", prefix, file)
	}
	return values
}

func TestCodesAreTheWires(t *testing.T) {
	doc := load(t, false)
	said := extension[map[string]string](t, doc.Components.Schemas["Fault"].Value.Properties["code"].Value.Extensions, "x-codes")
	listed := []string{uplink.CodeNotFound} // Of any path.
	statuses := extension[[]int](t, doc.Info.Extensions, "x-statuses")
	operations(doc, func(method, path string, op *openapi3.Operation) {
		refusals := map[string][]string{}
		if op.OperationID != "document" {
			refusals = extension[map[string][]string](t, op.Extensions, "x-refusals")
		}
		for status, r := range op.Responses.Map() {
			n, _ := strconv.Atoi(status)
			if !slices.Contains(statuses, n) {
				t.Errorf("%s has the status %s", path, status)
			}
			if n >= 300 && len(refusals[status]) == 0 {
				t.Errorf("%s has %s without codes", path, status)
			}
			for _, h := range []string{uplink.HeaderCentre, uplink.HeaderDigest, "Content-Length"} {
				if r.Value.Headers[h] == nil || !r.Value.Headers[h].Value.Required {
					t.Errorf("%s %s has no %s", path, status, h)
				}
			}
		}
		for status, codes := range refusals {
			if op.Responses.Value(status) == nil {
				t.Errorf("%s has codes for %s, which it does not answer", path, status)
			}
			listed = append(listed, codes...)
		}
	})
	slices.Sort(listed)
	listed = slices.Compact(listed)
	var worded []string
	for code, words := range said {
		if worded = append(worded, code); words == "" {
			t.Errorf("code %s has no words", code)
		}
	}
	slices.Sort(worded)
	want := constants(t, "port.go", "Code")
	if !slices.Equal(listed, want) || !slices.Equal(worded, want) {
		t.Errorf("codes of operations %q and of Fault %q, want %q", listed, worded, want)
	}
	if len(statuses) != 16 {
		t.Errorf("%d statuses", len(statuses))
	}
}

func TestEnumsAreTheWires(t *testing.T) {
	doc := load(t, false)
	values := func(schema, member string) (list []string) {
		for _, v := range doc.Components.Schemas[schema].Value.Properties[member].Value.Enum {
			list = append(list, fmt.Sprint(v))
		}
		slices.Sort(list)
		return list
	}
	var actions, reasons []string
	for _, a := range []uplink.Action{uplink.Continue, uplink.NewIncarnation, uplink.LockedOut} {
		actions = append(actions, string(a))
	}
	for _, r := range []uplink.Reason{
		uplink.First, uplink.DeskBehind, uplink.CentreBehind, uplink.Fork, uplink.Fenced, uplink.Unknown,
		uplink.NumberTaken, uplink.Minted, uplink.InstanceChanged,
	} {
		reasons = append(reasons, string(r))
	}
	slices.Sort(actions)
	slices.Sort(reasons)
	if got := values("Welcome", "action"); !slices.Equal(got, actions) {
		t.Errorf("actions %q, want %q", got, actions)
	}
	if got := values("Welcome", "reason"); !slices.Equal(got, reasons) {
		t.Errorf("reasons %q, want %q", got, reasons)
	}
	for _, d := range values("StreetDecision", "decision") {
		if _, ok := desk.Decision(d).After(); !ok {
			t.Errorf("decision %s is none", d)
		}
	}
}

func TestLimitsAreTheWires(t *testing.T) {
	doc := load(t, false)
	schema := func(name, member string) *openapi3.Schema {
		return doc.Components.Schemas[name].Value.Properties[member].Value
	}
	part := doc.Paths.Value(uplink.PartPath("{id}")).Post.RequestBody.Value.Content.Get(uplink.TypeOctets).Schema.Value
	for what, pair := range map[string][2]float64{
		"part":    {float64(*part.MaxLength), uplink.MaxPart},
		"ids":     {float64(*schema("Ask", "ids").MaxItems), uplink.MaxMissing},
		"page":    {float64(*schema("Page", "lines").MaxItems), uplink.MaxFeed},
		"log":     {float64(*schema("LogPage", "lines").MaxItems), uplink.MaxLog},
		"heard":   {float64(*schema("Testimony", "lines").MaxItems), uplink.MaxFeed},
		"batch":   {*schema("Limits", "batch_events").Max, uplink.MaxBatch},
		"slice":   {*schema("Limits", "batch_bytes").Max, uplink.MaxBatchSize},
		"parts":   {*schema("Limits", "part_bytes").Max, uplink.MaxPart},
		"reply":   {*doc.Components.Headers["ContentLength"].Value.Schema.Value.Max, uplink.MaxResponse},
		"objects": {float64(*schema("Manifest", "objects").MaxItems), uplink.MaxObjects},
		"object":  {*schema("Object", "size").Max, uplink.MaxObject},
		"signers": {float64(*schema("Manifest", "publishers").MaxItems), uplink.MaxPublishers},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is at most %v, want %v", what, pair[0], pair[1])
		}
	}
}
