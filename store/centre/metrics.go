package centre

import (
	"context"
	"net/http"
	"net/http/pprof"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"xiaochuang/store/centre/records"
)

// meters count what this instance does. What the records hold is asked of them
// when somebody looks.
type meters struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	bytes    *prometheus.CounterVec
}

const metricPrefix = "xiaochuang_centre_"

func newMeters(x *Centre) *meters {
	m := &meters{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: metricPrefix + "requests_total", Help: "Requests answered, by endpoint and status.",
		}, []string{"endpoint", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: metricPrefix + "request_seconds", Help: "Time from the head of a request to its answer.",
			Buckets: []float64{.005, .02, .05, .1, .25, .5, 1, 2, 5, 15, 60},
		}, []string{"endpoint"}),
		bytes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: metricPrefix + "received_bytes_total", Help: "Bytes of request bodies, as sent.",
		}, []string{"endpoint"}),
	}
	m.registry.MustRegister(
		m.requests, m.seconds, m.bytes, &stock{x},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		gauge("parts_in_flight", "Parts that are being taken now.", func() float64 { return float64(len(x.parts)) }),
		gauge("disk_full", "1 while desks are told that there is no room for what they send.", x.fullGauge),
		gauge("slices_in_flight", "Slices of lines that are being taken now.", func() float64 { return float64(len(x.appends)) }),
	)
	return m
}

func gauge(name, help string, value func() float64) prometheus.GaugeFunc {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: metricPrefix + name, Help: help}, value)
}

// note counts one request by the name of its endpoint, never by its path, which a
// stranger chooses.
func (m *meters) note(endpoint string, status int, bytes int64, took time.Duration) {
	m.requests.WithLabelValues(endpoint, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(endpoint).Observe(took.Seconds())
	if bytes > 0 {
		m.bytes.WithLabelValues(endpoint).Add(float64(bytes))
	}
}

// Metrics answers GET /metrics for Prometheus, and below /debug/pprof/ what the
// centre spends its time and memory on, for go tool pprof. It tells counts and
// times, no desk and no person; serve it where strangers do not come.
func (x *Centre) Metrics() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(x.meters.registry, promhttp.HandlerOpts{
		ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: 4,
	}))
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	return mux
}

// stock is what the records hold, asked when it is collected.
type stock struct{ x *Centre }

// countTime bounds how long a look at the metrics waits for the records.
const countTime = 10 * time.Second

var counts = []struct {
	desc  *prometheus.Desc
	query string // of one number
	now   bool   // ?1 is now, in milliseconds
}{
	{desc("desks", "Desks that may send."), `SELECT count(*) FROM desk WHERE state = 'active'`, false},
	{desc("desks_silent", "Desks that may send and were not heard of for a day."), `SELECT count(*) FROM desk WHERE state = 'active' AND last_seen < CAST(?1 AS BIGINT) - 86400000`, true},
	{desc("lag_lines", "Lines that desks had at their last hello and that are not here."), `SELECT coalesce(sum(CASE WHEN head >= next_seq THEN head - next_seq + 1 ELSE 0 END), 0) FROM desk WHERE state = 'active'`, false},
	{desc("alarms", "Things that a person should look at."), `SELECT count(*) FROM alarm`, false},
	{desc("quarantined_lines", "Lines that were set aside."), `SELECT count(*) FROM event WHERE status = 2`, false},
	{desc("pages", "Pages that are here."), `SELECT count(*) FROM blob`, false},
	{desc("page_bytes", "Bytes of the pages that are here."), `SELECT coalesce(sum(size), 0) FROM blob`, false},
	{desc("backup_age_seconds", "Since the last backup that made lines stable; -1 for none."), `SELECT coalesce((CAST(?1 AS BIGINT) - max(ended)) / 1000, -1) FROM task WHERE name = 'backup' AND outcome = 'ok'`, true},
}

func desc(name, help string) *prometheus.Desc {
	return prometheus.NewDesc(metricPrefix+name, help, nil, nil)
}

// Describe is part of prometheus.Collector.
func (s *stock) Describe(to chan<- *prometheus.Desc) {
	for _, c := range counts {
		to <- c.desc
	}
}

// Collect is part of prometheus.Collector.
func (s *stock) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), countTime)
	defer cancel()
	values := make([]float64, len(counts))
	err := s.x.read(ctx, func(tx *records.Tx) error {
		for i, c := range counts {
			var args []any
			if c.now {
				args = []any{s.x.now().UnixMilli()}
			}
			if err := tx.QueryRowContext(ctx, c.query, args...).Scan(&values[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.x.log.Error("metrics", "cause", err.Error())
	}
	for i, c := range counts {
		if err != nil {
			to <- prometheus.NewInvalidMetric(c.desc, err)
			continue
		}
		to <- prometheus.MustNewConstMetric(c.desc, prometheus.GaugeValue, values[i])
	}
}
