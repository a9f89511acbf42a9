/** Jakarta REST on a servlet container: guards resources. Nothing here is loaded where Jakarta REST is not. */
@NullMarked
package com.okonect.consent.servlet.rest;

import org.jspecify.annotations.NullMarked;
