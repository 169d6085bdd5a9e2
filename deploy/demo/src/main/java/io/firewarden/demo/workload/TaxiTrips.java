/*
 * Copyright The Firewarden Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.firewarden.demo.workload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The healthy application: makes taxi trips, stores them as Parquet files in the folder that is its
 * second argument, and then asks three questions of them again and again: when are the peak hours,
 * which pickup places earn most, and does a longer trip bring a larger tip.
 */
public final class TaxiTrips {
  private static final long TRIPS = 200_000;
  private static final long SEED = 20_090_101;
  private static final int FILES = 4;
  private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(3);

  private static final String PEAK_HOURS =
      """
      SELECT hour(tpep_pickup_datetime) AS hour, count(*) AS trips,
             round(avg(trip_distance), 2) AS miles, round(sum(total_amount)) AS revenue
      FROM trips GROUP BY 1 ORDER BY trips DESC LIMIT 5
      """;
  private static final String REVENUE_BY_PICKUP_GRID =
      """
      SELECT round(pickup_longitude, 2) AS longitude, round(pickup_latitude, 2) AS latitude,
             count(*) AS trips, round(sum(total_amount)) AS revenue
      FROM trips GROUP BY 1, 2 ORDER BY revenue DESC LIMIT 5
      """;
  private static final String TIP_BY_DISTANCE =
      """
      SELECT payment_type, count(*) AS trips,
             round(corr(trip_distance, tip_amount), 3) AS distance_tip_correlation,
             round(avg(tip_amount / fare_amount), 3) AS tip_share
      FROM trips GROUP BY payment_type ORDER BY payment_type
      """;

  private TaxiTrips() {}

  public static void main(String[] arguments) {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("arguments: SECONDS FOLDER");
    }
    String folder = Path.of(arguments[1]).toUri().toString();
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      TripGenerator.trips(spark, SEED, TRIPS, FILES).write().mode("overwrite").parquet(folder);
      Lifetime lifetime = Lifetime.of(arguments);
      spark.read().parquet(folder).createOrReplaceTempView("trips");
      while (!lifetime.isOver()) {
        for (String question : List.of(PEAK_HOURS, REVENUE_BY_PICKUP_GRID, TIP_BY_DISTANCE)) {
          print(spark.sql(question));
        }
        lifetime.pause(BETWEEN_REPORTS);
      }
    }
  }

  private static void print(Dataset<Row> answer) {
    System.out.println(String.join("\t", answer.columns()));
    for (Row row : answer.collectAsList()) {
      System.out.println(row.mkString("\t"));
    }
  }
}
