/** Object stores that speak the S3 API: signed requests, addresses, listings. */
@NullMarked
package dev.aquifer.hydration.s3;

import org.jspecify.annotations.NullMarked;
