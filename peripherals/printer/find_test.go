package printer

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/OpenPrinting/goipp"
)

// TestQueuesOfAPrintService reads the answer to CUPS-Get-Printers, in which an
// address that is none and a name that would act on a terminal stand, too.
func TestQueuesOfAPrintService(t *testing.T) {
	group := func(uri, name, model string) goipp.Group {
		var a goipp.Attributes
		a.Add(goipp.MakeAttr("printer-uri-supported", goipp.TagURI, goipp.String(uri)))
		a.Add(goipp.MakeAttr("printer-name", goipp.TagName, goipp.String(name)))
		if model != "" {
			a.Add(goipp.MakeAttr("printer-make-and-model", goipp.TagText, goipp.String(model)))
		}
		return goipp.Group{Tag: goipp.TagPrinterGroup, Attrs: a}
	}
	var asked goipp.Message
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := asked.Decode(r.Body); err != nil {
			t.Error(err)
		}
		m := goipp.NewMessageWithGroups(goipp.MakeVersion(1, 1), goipp.Code(goipp.StatusOk), 1, goipp.Groups{
			group("ipp://localhost:631/printers/window01", "window01", "Pantum P3305\x1b[2J"),
			group("ipp://localhost:631/printers/back", "back", ""),
			group("lpd://192.0.2.1/x", "old", "Old One"),
		})
		w.Header().Set("Content-Type", goipp.ContentType)
		var b bytes.Buffer
		if err := m.Encode(&b); err != nil {
			t.Error(err)
		}
		_, _ = w.Write(b.Bytes())
	}))
	defer srv.Close()
	list, err := Queues(t.Context(), strings.Replace(srv.URL, "http://", "ipp://", 1)+"/")
	if err != nil {
		t.Fatal(err)
	}
	if goipp.Op(asked.Code) != goipp.OpCupsGetPrinters {
		t.Errorf("asked for %v", goipp.Op(asked.Code))
	}
	if len(list) != 2 || list[0].URI != "ipp://localhost:631/printers/window01" || strings.Contains(list[0].Name, "\x1b") || list[1].Name != "back" {
		t.Errorf("queues: %+v", list)
	}
	srv.Close()
	if _, err := Queues(t.Context(), strings.Replace(srv.URL, "http://", "ipp://", 1)); err == nil {
		t.Error("a service that is gone has queues")
	}
}
