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

import java.sql.Timestamp;
import java.time.Instant;
import java.util.SplittableRandom;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Makes taxi trips with the columns of New York's yellow taxi trip records, and with the longitude
 * and latitude of pickup and dropoff that the records had until 2016. Trip n is the same in every
 * run with the same seed, whatever the partitions.
 */
final class TripGenerator {
  private static final Instant FIRST_DAY = Instant.parse("2026-01-01T00:00:00Z");
  private static final int DAYS = 28;

  /** Trips by hour of the day, in thousandths: few at night, peaks at 8 and at 18 o'clock. */
  private static final int[] TRIPS_BY_HOUR = {
    22, 15, 10, 7, 6, 9, 20, 40, 56, 52, 46, 45, 48, 48, 50, 51, 52, 62, 75, 70, 60, 57, 55, 44
  };

  private static final int CREDIT_CARD = 1;
  private static final int CASH = 2;
  private static final int NO_CHARGE = 3;
  private static final int DISPUTE = 4;

  private static final StructType COLUMNS =
      StructType.fromDDL(
          """
          VendorID INT, tpep_pickup_datetime TIMESTAMP, tpep_dropoff_datetime TIMESTAMP,
          passenger_count INT, trip_distance DOUBLE, RatecodeID INT, store_and_fwd_flag STRING,
          PULocationID INT, DOLocationID INT, payment_type INT, fare_amount DOUBLE, extra DOUBLE,
          mta_tax DOUBLE, tip_amount DOUBLE, tolls_amount DOUBLE, improvement_surcharge DOUBLE,
          total_amount DOUBLE, congestion_surcharge DOUBLE, pickup_longitude DOUBLE,
          pickup_latitude DOUBLE, dropoff_longitude DOUBLE, dropoff_latitude DOUBLE
          """);

  private TripGenerator() {}

  static Dataset<Row> trips(SparkSession spark, long seed, long count, int partitions) {
    MapFunction<Long, Row> make = number -> trip(seed, number);
    return spark.range(0, count, 1, partitions).map(make, Encoders.row(COLUMNS));
  }

  static Row trip(long seed, long number) {
    SplittableRandom random = new SplittableRandom(seed ^ number * 0x9E3779B97F4A7C15L);
    Ride ride = Ride.random(random);
    Money money = Money.of(ride, random);
    return RowFactory.create(
        random.nextInt(1, 3),
        Timestamp.from(ride.pickup),
        Timestamp.from(ride.pickup.plusSeconds(ride.seconds)),
        1 + random.nextInt(4) * random.nextInt(2),
        ride.miles,
        1,
        random.nextInt(200) == 0 ? "Y" : "N",
        zone(ride.from),
        zone(ride.to),
        money.paymentType,
        money.fare,
        money.extra,
        Money.TAX,
        money.tip,
        money.tolls,
        Money.IMPROVEMENT,
        money.total(),
        Money.CONGESTION,
        ride.from.longitude,
        ride.from.latitude,
        ride.to.longitude,
        ride.to.latitude);
  }

  private static int zone(Place place) {
    int column = (int) Math.floor((place.longitude + 74.05) * 50);
    int row = (int) Math.floor((place.latitude - 40.55) * 50);
    return 1 + Math.floorMod(row * 16 + column, 263);
  }

  private static double cents(double amount) {
    return Math.round(amount * 100) / 100.0;
  }

  private record Place(double longitude, double latitude) {
    private static final Place MIDTOWN = new Place(-73.982, 40.757);

    /** Near another place, at a distance in miles. */
    static Place near(Place centre, double miles, SplittableRandom random) {
      double angle = random.nextDouble() * 2 * Math.PI;
      double degrees = miles / 69;
      return new Place(
          centre.longitude + degrees * Math.cos(angle) / Math.cos(Math.toRadians(centre.latitude)),
          centre.latitude + degrees * Math.sin(angle));
    }
  }

  private record Ride(Instant pickup, long seconds, double miles, Place from, Place to) {
    static Ride random(SplittableRandom random) {
      int hour = hour(random);
      long second = random.nextInt(DAYS) * 86_400L + hour * 3_600L + random.nextInt(3_600);
      double miles = cents(Math.max(0.3, Math.exp(gaussian(random) * 0.8 + 0.6)));
      double milesAnHour = hour >= 7 && hour < 20 ? 10 : 17;
      Place from = Place.near(Place.MIDTOWN, Math.abs(gaussian(random)) * 1.5, random);
      return new Ride(
          FIRST_DAY.plusSeconds(second),
          120 + Math.round(miles / milesAnHour * 3_600),
          miles,
          from,
          Place.near(from, miles * 0.75, random));
    }

    private static int hour(SplittableRandom random) {
      int thousandth = random.nextInt(1_000);
      int hour = 0;
      while (hour < 23 && thousandth >= TRIPS_BY_HOUR[hour]) {
        thousandth -= TRIPS_BY_HOUR[hour];
        hour++;
      }
      return hour;
    }

    private static double gaussian(SplittableRandom random) {
      return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
          * Math.cos(2 * Math.PI * random.nextDouble());
    }
  }

  private record Money(int paymentType, double fare, double extra, double tip, double tolls) {
    private static final double TAX = 0.5;
    private static final double IMPROVEMENT = 1.0;
    private static final double CONGESTION = 2.5;

    static Money of(Ride ride, SplittableRandom random) {
      double fare = cents(3 + 3.5 * ride.miles + 0.005 * ride.seconds);
      int type = paymentType(random.nextInt(100));
      double share = 0.14 + 0.12 * random.nextDouble();
      return new Money(
          type,
          fare,
          random.nextInt(3) == 0 ? 1.0 : 0.0,
          type == CREDIT_CARD ? cents(fare * share) : 0.0,
          ride.miles > 8 && random.nextInt(2) == 0 ? 6.94 : 0.0);
    }

    private static int paymentType(int percent) {
      if (percent < 78) {
        return CREDIT_CARD;
      }
      return percent < 98 ? CASH : percent < 99 ? NO_CHARGE : DISPUTE;
    }

    double total() {
      return cents(fare + extra + TAX + tip + tolls + IMPROVEMENT + CONGESTION);
    }
  }
}
